import { say } from '../../../core/language.ts';
import { stateFolder } from '../../state/stateFolder.ts';
import { forgetTagRecord, keepTagRecord, type TagRecord } from '../../state/tagHistory.ts';
import type { Reference } from '../../../core/image/reference.ts';
import { failure } from '../errors.ts';
import type { PublishHooks } from './publish.ts';
import type { PublishedManifest } from './writer.ts';

/**
 * Keeps what a tag names before it is changed.
 *
 * @param digest what it names after that; '' when it is deleted
 * @param others more tags that name the same and go with it
 * @param at in ms since the epoch
 * @throws RegistryFailure when it cannot be kept: then the tag must be left as it is
 */
export async function keepForUndo(
  { domain, path }: Pick<Reference, 'domain' | 'path'>,
  change: {
    readonly tag: string;
    readonly others?: readonly string[];
    readonly digest: string;
    readonly at: number;
  },
  previous: PublishedManifest | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<TagRecord> {
  const { tag, others = [], digest, at } = change;
  const referenceOf = (name: string): string => `${domain}/${path}:${name}`;
  try {
    return await keepTagRecord(stateFolder(environment), {
      ...{ reference: referenceOf(tag), at, digest },
      ...(others.length > 0 && { also: others.map(referenceOf) }),
      ...(previous && {
        previous: {
          digest: previous.digest,
          mediaType: previous.mediaType,
          body: previous.body.toString('base64'),
        },
      }),
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw failure({
      code: 'failed',
      message: say(
        'What it names now cannot be kept for an undo ({0}). Make room, or set MULTIARCH_CACHE to a folder that can be written to.',
        why,
      ),
    });
  }
}

/** Keeps what tags named before they are changed: a change that was not made leaves nothing to undo. */
export function undoHooks(
  target: Pick<Reference, 'domain' | 'path'>,
  environment: NodeJS.ProcessEnv,
): Pick<PublishHooks, 'keep' | 'forget'> {
  const kept = new Map<string, TagRecord>();
  return {
    keep: async (tag, previous, digest) => {
      const change = { tag, digest, at: Date.now() };
      kept.set(tag, await keepForUndo(target, change, previous, environment));
    },
    forget: async (tag) => {
      const record = kept.get(tag);
      if (record) await forgetTagRecord(stateFolder(environment), record);
    },
  };
}
