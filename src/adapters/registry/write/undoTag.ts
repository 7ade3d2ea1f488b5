import type { UnknownReason } from '../../../core/facts.ts';
import type { Reference } from '../../../core/image/reference.ts';
import type { UndoOutcome } from '../../../core/manifestList/undoOutcome.ts';
import { dropTagRecord, readTagRecords, type TagRecord } from '../../state/tagHistory.ts';
import type { RegistryAccess } from '../access.ts';
import { hasDigest } from '../contentDigest.ts';
import { RegistryFailure } from '../errors.ts';
import { dropTag, emptyListOf } from './dropTag.ts';
import type { WritableRepository } from '../repository.ts';
import { openTarget } from './listRepositories.ts';
import { readTag } from './readTag.ts';
import { deleteManifest, findManifest, putManifest, type PublishedManifest } from './writer.ts';

/** The change that is to be taken back, as it was shown. */
export interface ShownChange {
  /** What the tag named after it; '' when it was deleted. */
  readonly digest: string;
  /** What it named before; absent when it was new. */
  readonly previous?: string;
}

/**
 * Gives a tag back what it named before the last change from this machine, if it still names what that change
 * put there; one that was deleted from here gets back what it named, if it is still gone.
 *
 * A tag that still names the empty list by which it was to be deleted counts as deleted.
 *
 * @param folder as of `stateFolder`
 * @param shown takes back this change and no other
 * @throws RegistryFailure when the registry refuses; the tag is as it was then
 */
export async function undoTag(
  target: Pick<Reference, 'domain' | 'path' | 'tag'>,
  access: RegistryAccess,
  folder: string,
  shown?: ShownChange,
): Promise<UndoOutcome> {
  const { domain, path, tag = 'latest' } = target;
  const reference = `${domain}/${path}:${tag}`;
  const all = await readTagRecords(folder, reference);
  const records = shown === undefined ? all : all.filter((record) => isShown(record, shown));
  const [newest] = records;
  if (!newest) return { reference, state: 'nothing' };
  // A request that is cut may have done its work all the same.
  const never = new AbortController().signal;
  const named = { domain, path, familiar: reference, canonical: reference };
  const repository = openTarget({ target: named, tags: [tag], sources: [] }, access, never);
  const { manifest: now } = await readTag(repository, tag);
  // What the program could not see the end of left a record as well.
  const record = records.find((each) => isLeftBy(each, now));
  if (!record) {
    const found = now && { found: now.digest };
    return { reference, state: 'changed', put: newest.digest, ...found };
  }
  const { previous } = record;
  if (previous && !hasDigest(bodyOf(previous), previous.digest)) {
    return { reference, state: 'damaged' };
  }
  let failed: RegistryFailure | undefined;
  let then: string | undefined;
  try {
    const ended = await putBack(repository, tag, record, now).catch((error: unknown) => {
      if (!(error instanceof RegistryFailure)) throw error;
      failed = error;
    });
    if (ended) return { reference, ...ended };
    then = await findManifest(repository, tag);
  } catch (error) {
    if (!(error instanceof RegistryFailure)) throw error;
    return { reference, state: 'unknown', reason: (failed ?? error).reason };
  }
  if (then !== previous?.digest) {
    if (failed && (then === undefined ? !now : now && hasDigest(now.body, then))) throw failed;
    return { reference, state: 'overtaken', ...(then !== undefined && { found: then }) };
  }
  await dropTagRecord(folder, record);
  return { reference, state: 'undone', ...(previous && { previous: previous.digest }) };
}

type Ended =
  | { readonly state: 'unknown'; readonly reason: UnknownReason }
  | { readonly state: 'changed'; readonly found?: string; readonly put: string };

/** What records say of a tag that was deleted. */
const deleted = '';

function isShown({ digest, previous }: TagRecord, shown: ShownChange): boolean {
  return digest === shown.digest && previous?.digest === shown.previous;
}

/** Whether a tag names what a change has put there, or the empty list that was to take it away. */
function isLeftBy({ id, digest }: TagRecord, now: PublishedManifest | undefined): boolean {
  if (!now) return digest === deleted;
  if (emptyListOf(id).body.equals(now.body)) return true;
  return digest !== deleted && hasDigest(now.body, digest);
}

function bodyOf({ body }: NonNullable<TagRecord['previous']>): Buffer {
  return Buffer.from(body, 'base64');
}

/** @returns how it has ended, where the tag does not name what it named before */
async function putBack(
  repository: WritableRepository,
  tag: string,
  { id, digest, previous }: TagRecord,
  now: PublishedManifest | undefined,
): Promise<Ended | undefined> {
  if (previous) {
    await putManifest(repository, tag, { ...previous, body: bodyOf(previous) });
  } else if (now && emptyListOf(id).body.equals(now.body)) {
    await deleteManifest(repository, now.digest);
  } else if (now) {
    const dropped = await dropTag(repository, tag, id, now);
    if (dropped.state === 'unknown') return dropped;
    if (dropped.state === 'changed') return { ...dropped, put: digest };
  }
  return undefined;
}
