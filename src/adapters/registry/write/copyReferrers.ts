import type { Descriptor } from '../../../core/image/manifest.ts';
import { referrersTag } from '../../../core/image/referrers.ts';
import { encodeList } from '../../../core/manifestList/encodeList.ts';
import { readManifest, type ReadManifest } from '../../../core/manifestList/listEntry.ts';
import { digestOf } from '../contentDigest.ts';
import { manifestLimit } from '../contentLimits.ts';
import { failure } from '../errors.ts';
import { meansNoReferrers } from '../referrersReader.ts';
import type { WritableRepository } from '../repository.ts';
import { statusFailure } from '../statusFailure.ts';
import { copyChild, type Copying, type SharedCopying } from './copyImage.ts';
import { readTag } from './readTag.ts';
import { writeFailures } from './writeFailures.ts';
import { findManifest, putManifest, type PublishedManifest } from './writer.ts';

/** A manifest that refers to another one, and goes with it to another repository. */
export interface PublishedReferrer {
  readonly descriptor: Descriptor;
  /** Digest of what it refers to. */
  readonly of: string;
  /** The tag that makes it one, as cosign names them; absent where its own `subject` does. */
  readonly tag?: string;
  readonly copying: Omit<Copying, keyof SharedCopying>;
}

/** How the tag that lists referrers is changed. */
export interface ReferrersListing {
  /** Not cancelled half-way. */
  readonly final: WritableRepository;
  /** Keeps what a tag named before it is to name another digest. */
  readonly keep: (
    tag: string,
    previous: PublishedManifest | undefined,
    digest: string,
  ) => Promise<void>;
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
  listing: ReferrersListing,
): Promise<void> {
  const { target } = shared;
  const unlisted = new Map<string, Descriptor[]>();
  for (const { descriptor, of, tag, copying } of referrers) {
    const { digest } = descriptor;
    if (tag !== undefined && (await findManifest(target, tag)) !== undefined) continue;
    const manifest = await copying.source.manifest(digest);
    const known = new Map([[digest, manifest]]);
    const { mediaType, body } = manifest;
    // What was found by its tag has no size that anybody says for sure.
    const size = tag === undefined ? descriptor.size : body.length;
    await copyChild({ ...descriptor, mediaType, size }, { ...copying, known, ...shared });
    if (tag !== undefined) await putManifest(target, tag, { ...manifest, digest });
    else unlisted.set(of, [...(unlisted.get(of) ?? []), descriptor]);
  }
  const [first] = unlisted.keys();
  if (first === undefined || (await hasReferrersApi(target, first))) return;
  for (const [of, descriptors] of unlisted) {
    await list(target, referrersTag(of), descriptors, listing);
  }
}

async function hasReferrersApi(target: WritableRepository, digest: string): Promise<boolean> {
  const answer = await target.ask({
    ...{ method: 'GET', kind: 'referrers', name: digest, accept: indexType },
    ...{ limit: manifestLimit, what: 'list of referrers' },
  });
  if (answer.status === 200) return true;
  if (meansNoReferrers(answer.status)) return false;
  throw statusFailure(answer, target.subject);
}

/** How often others may change the list in between. */
const mostTries = 3;

/** Two who add to a list at the same time both read what was there before: it is read again after that. */
async function list(
  target: WritableRepository,
  tag: string,
  descriptors: readonly Descriptor[],
  { final, keep }: ReferrersListing,
): Promise<void> {
  const { host } = target.subject;
  for (let tries = 0; ; tries++) {
    const { manifest } = await readTag(target, tag);
    const read = manifest && readManifest(manifest.body.toString('utf8'), manifest.mediaType);
    if (read && !(read.ok && read.value.manifest.kind === 'index')) {
      throw failure(writeFailures.noListOfReferrers(host, tag));
    }
    const next = withReferrers(read?.ok ? read.value : undefined, descriptors);
    if (next === undefined) return;
    if (tries === mostTries) throw failure(writeFailures.referrersNotKept(host, tag));
    await keep(tag, manifest, next.digest);
    await putManifest(final, tag, next);
  }
}

/** The list with what it lacks; undefined when it lacks nothing. */
function withReferrers(
  before: ReadManifest | undefined,
  descriptors: readonly Descriptor[],
): PublishedManifest | undefined {
  const entries = before?.entries ?? [];
  const there = new Set(entries.map(({ descriptor }) => descriptor.digest));
  const added = descriptors.filter(({ digest }) => !there.has(digest));
  if (added.length === 0) return undefined;
  const annotations = before?.manifest.kind === 'index' ? before.manifest.annotations : undefined;
  const text = encodeList({
    mediaType: indexType,
    entries: [...entries, ...added.map((descriptor) => ({ descriptor, rest: {} }))],
    ...(annotations && { annotations }),
    rest: before?.rest ?? {},
  });
  const body = Buffer.from(text);
  return { mediaType: indexType, digest: digestOf(body), body };
}
