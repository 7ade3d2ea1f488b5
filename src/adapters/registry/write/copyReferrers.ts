import type { Descriptor } from '../../../core/image/manifest.ts';
import { referrersTag } from '../../../core/image/referrers.ts';
import { encodeList } from '../../../core/manifestList/encodeList.ts';
import { readManifest, type ReadManifest } from '../../../core/manifestList/listEntry.ts';
import { digestOf } from '../contentDigest.ts';
import { manifestLimit } from '../contentLimits.ts';
import { failure } from '../errors.ts';
import type { WritableRepository } from '../repository.ts';
import { copyChild, type Copying, type SharedCopying } from './copyImage.ts';
import { readTag } from './readTag.ts';
import { writeFailures } from './writeFailures.ts';
import { findManifest, putManifest } from './writer.ts';

/** A manifest that refers to another one, and goes with it to another repository. */
export interface PublishedReferrer {
  readonly descriptor: Descriptor;
  /** Digest of what it refers to. */
  readonly of: string;
  /** The tag that makes it one, as cosign names them; absent where its own `subject` does. */
  readonly tag?: string;
  readonly copying: Omit<Copying, keyof SharedCopying>;
}

const indexType = 'application/vnd.oci.image.index.v1+json';

/**
 * Copies what refers to images. A tag that is there already, with something else, is left. A target without an
 * API for referrers gets the tag that lists them instead (distribution specification 1.1, "Referrers Tag
 * Schema"), with all that it has listed before.
 *
 * @throws RegistryFailure when source or target fails; the signal's reason when cancelled
 */
export async function copyReferrers(
  referrers: readonly PublishedReferrer[],
  shared: SharedCopying,
): Promise<void> {
  const { target } = shared;
  const unlisted = new Map<string, Descriptor[]>();
  for (const { descriptor, of, tag, copying } of referrers) {
    const { digest } = descriptor;
    if (tag !== undefined && (await findManifest(target, tag)) !== undefined) continue;
    const manifest = await copying.source.manifest(digest);
    const known = new Map([[digest, manifest]]);
    await copyChild(
      { ...descriptor, mediaType: manifest.mediaType },
      { ...copying, known, ...shared },
    );
    if (tag !== undefined) await putManifest(target, tag, { ...manifest, digest });
    else unlisted.set(of, [...(unlisted.get(of) ?? []), descriptor]);
  }
  const [first] = unlisted.keys();
  if (first === undefined || (await hasReferrersApi(target, first))) return;
  for (const [of, descriptors] of unlisted) await list(target, referrersTag(of), descriptors);
}

async function hasReferrersApi(target: WritableRepository, digest: string): Promise<boolean> {
  const answer = await target.ask({
    ...{ method: 'GET', kind: 'referrers', name: digest, accept: indexType },
    ...{ limit: manifestLimit, what: 'list of referrers' },
  });
  return answer.status === 200;
}

async function list(
  target: WritableRepository,
  tag: string,
  descriptors: readonly Descriptor[],
): Promise<void> {
  const { manifest } = await readTag(target, tag);
  const read = manifest && readManifest(manifest.body.toString('utf8'), manifest.mediaType);
  if (read && !(read.ok && read.value.manifest.kind === 'index')) {
    throw failure(writeFailures.noListOfReferrers(target.subject.host, tag));
  }
  const before: ReadManifest | undefined = read?.ok ? read.value : undefined;
  const entries = before?.entries ?? [];
  const there = new Set(entries.map(({ descriptor }) => descriptor.digest));
  const added = descriptors.filter(({ digest }) => !there.has(digest));
  if (added.length === 0) return;
  const text = encodeList({
    mediaType: indexType,
    entries: [...entries, ...added.map((descriptor) => ({ descriptor, rest: {} }))],
    rest: before?.rest ?? {},
  });
  const body = Buffer.from(text);
  await putManifest(target, tag, { mediaType: indexType, digest: digestOf(body), body });
}
