import type { UnknownReason } from '../../../core/facts.ts';
import { digestOf, hasDigest } from '../contentDigest.ts';
import { RegistryFailure } from '../errors.ts';
import type { WritableRepository } from '../repository.ts';
import { deleteManifest, findManifest, putManifest, type PublishedManifest } from './writer.ts';
import { writeFailures } from './writeFailures.ts';

/**
 * What became of a tag that was to go.
 *
 * - `dropped`: it is gone
 * - `changed`: somebody else has changed it meanwhile: it names `found`, or nothing, and was left
 * - `unknown`: nobody can say; it may name an empty list
 */
export type DroppedTag =
  | { readonly state: 'dropped' }
  | { readonly state: 'changed'; readonly found?: string }
  | { readonly state: 'unknown'; readonly reason: UnknownReason };

/**
 * The empty list that a tag is given so that it can be deleted alone.
 *
 * @param mark makes it unlike any other: the id of what was kept for the undo, which knows it again by that
 */
export function emptyListOf(mark: string): PublishedManifest {
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const annotations = { 'dev.multiarch.deleted-tag': mark };
  const body = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType, manifests: [], annotations }),
  );
  return { mediaType, digest: digestOf(body), body };
}

/**
 * Takes a tag away and leaves what it named: registries delete digests, with all their tags, so the tag is
 * given an empty list of its own first, which is then deleted. Where nothing may be deleted the tag is left.
 *
 * @param mark as of `emptyListOf`
 * @param now what the tag names
 * @throws RegistryFailure when the registry refuses; the tag is as it was then
 */
export async function dropTag(
  repository: WritableRepository,
  tag: string,
  mark: string,
  now: PublishedManifest,
): Promise<DroppedTag> {
  const empty = emptyListOf(mark);
  // Only trying tells whether anything may be deleted: first without the tag.
  await putManifest(repository, empty.digest, empty);
  await deleteManifest(repository, empty.digest);
  const found = await findManifest(repository, tag);
  if (!isOf(now, found)) return { state: 'changed', ...(found !== undefined && { found }) };
  try {
    await putManifest(repository, tag, empty);
    await deleteManifest(repository, empty.digest);
    return { state: 'dropped' };
  } catch (error) {
    if (!(error instanceof RegistryFailure)) throw error;
    return settle(repository, tag, now, error, empty);
  }
}

/**
 * Deletes what a tag names, with every other tag of it.
 *
 * @throws RegistryFailure when the registry refuses; the tag is as it was then
 */
export async function dropImage(
  repository: WritableRepository,
  tag: string,
  now: PublishedManifest,
): Promise<DroppedTag> {
  try {
    await deleteManifest(repository, now.digest);
    return { state: 'dropped' };
  } catch (error) {
    if (!(error instanceof RegistryFailure)) throw error;
    return settle(repository, tag, now, error);
  }
}

/** A request that has failed may have done its work: looks what the tag names, and takes an empty list back. */
async function settle(
  repository: WritableRepository,
  tag: string,
  now: PublishedManifest,
  failed: RegistryFailure,
  empty?: PublishedManifest,
): Promise<DroppedTag> {
  let found: string | undefined;
  try {
    found = await findManifest(repository, tag);
    if (empty && isOf(empty, found)) {
      await putManifest(repository, tag, now);
      found = await findManifest(repository, tag);
    }
  } catch (error) {
    if (!(error instanceof RegistryFailure)) throw error;
    if (!empty) return { state: 'unknown', reason: failed.reason };
    const reason = writeFailures.mayBeEmpty(failed.reason, error.reason);
    return { state: 'unknown', reason };
  }
  if (found === undefined) return { state: 'dropped' };
  if (isOf(now, found)) throw failed;
  return { state: 'changed', found };
}

function isOf({ body }: PublishedManifest, digest: string | undefined): boolean {
  return digest !== undefined && hasDigest(body, digest);
}
