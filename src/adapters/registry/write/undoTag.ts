import { randomUUID } from 'node:crypto';
import type { Reference } from '../../../core/image/reference.ts';
import { dropTagRecord, readTagRecords, type TagRecord } from '../../state/tagHistory.ts';
import type { RegistryAccess } from '../access.ts';
import { hasDigest } from '../contentDigest.ts';
import type { WritableRepository } from '../repository.ts';
import { openTarget } from './listPlan.ts';
import { readTag } from './readTag.ts';
import { dropTag, findManifest, putManifest, type PublishedManifest } from './writer.ts';

/**
 * What became of an undo.
 *
 * - `undone`: the tag names what it named before: `previous`, or nothing
 * - `nothing`: no change of the tag was kept
 * - `changed`: somebody else has changed it since: it names `found`, not `put`, and was left
 * - `damaged`: what it named before was kept, but the bytes are others; the tag was left
 * - `overtaken`: somebody has changed it right after: it names `found`
 */
export type UndoOutcome = {
  /** Canonical, with the tag. */
  readonly reference: string;
} & (
  | { readonly state: 'undone'; readonly previous?: string }
  | { readonly state: 'nothing' | 'damaged' }
  | { readonly state: 'changed'; readonly found?: string; readonly put: string }
  | { readonly state: 'overtaken'; readonly found?: string }
);

/**
 * Gives a tag back what it named before the last change from this machine, if it still names what that change
 * put there; one that was deleted from here gets back what it named, if it is still gone.
 *
 * @param folder as of `stateFolder`
 * @throws RegistryFailure when the registry refuses
 */
export async function undoTag(
  target: Pick<Reference, 'domain' | 'path' | 'tag'>,
  access: RegistryAccess,
  folder: string,
): Promise<UndoOutcome> {
  const { domain, path, tag = 'latest' } = target;
  const reference = `${domain}/${path}:${tag}`;
  const records = await readTagRecords(folder, reference);
  const [newest] = records;
  if (!newest) return { reference, state: 'nothing' };
  // A request that is cut may have done its work all the same.
  const never = new AbortController().signal;
  const named = { domain, path, familiar: reference, canonical: reference };
  const repository = openTarget({ target: named, tags: [tag], sources: [] }, access, never);
  const { manifest: now } = await readTag(repository, tag);
  // What was never put, because the registry refused it or the program ended, left a record as well.
  const record = now
    ? records.find(({ digest }) => digest !== deleted && hasDigest(now.body, digest))
    : records.find(({ digest }) => digest === deleted);
  if (!record) {
    const found = now && { found: now.digest };
    return { reference, state: 'changed', put: newest.digest, ...found };
  }
  const { previous } = record;
  if (!(await putBack(repository, tag, record, now))) return { reference, state: 'damaged' };
  const then = await findManifest(repository, tag);
  if (then !== previous?.digest) {
    return { reference, state: 'overtaken', ...(then !== undefined && { found: then }) };
  }
  await dropTagRecord(folder, record);
  return { reference, state: 'undone', ...(previous && { previous: previous.digest }) };
}

/** What records say of a tag that was deleted. */
const deleted = '';

/** @returns false when what was kept is damaged */
async function putBack(
  repository: WritableRepository,
  tag: string,
  { previous }: TagRecord,
  now: PublishedManifest | undefined,
): Promise<boolean> {
  if (!previous) {
    if (now) await dropTag(repository, tag, randomUUID(), now);
    return true;
  }
  const body = Buffer.from(previous.body, 'base64');
  if (!hasDigest(body, previous.digest)) return false;
  await putManifest(repository, tag, { ...previous, body });
  return true;
}
