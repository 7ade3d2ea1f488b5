import type { UnknownReason } from '../../../core/facts.ts';
import { RegistryFailure } from '../errors.ts';
import { askManifest, verifyManifest } from '../imageReader.ts';
import type { Repository } from '../repository.ts';
import type { PublishedManifest } from './writer.ts';

/** What a tag named, and when. */
export interface SeenTag {
  /** Absent when there was no such tag. */
  readonly manifest?: PublishedManifest;
  /** Why there is no manifest; absent when there is one. */
  readonly missing?: UnknownReason;
  /** In ms of this process. */
  readonly at: number;
}

/** Reads what a tag names. One request. */
export async function readTag(target: Repository, tag: string): Promise<SeenTag> {
  try {
    const answer = await askManifest(target, tag);
    const { body, headers } = answer;
    const digest = verifyManifest(answer, undefined);
    const mediaType = headers['content-type'] ?? '';
    return { manifest: { digest, body, mediaType }, at: performance.now() };
  } catch (error) {
    const reason = error instanceof RegistryFailure ? error.reason : undefined;
    if (reason?.code !== 'not-found') throw error;
    return { missing: reason, at: performance.now() };
  }
}
