import { stateFolder } from '../../state/stateFolder.ts';
import { forgetTagRecord } from '../../state/tagHistory.ts';
import type { Reference } from '../../../core/image/reference.ts';
import { readManifest } from '../../../core/manifestList/listEntry.ts';
import type { DeletionOutcome, TagDeletion } from '../../../core/manifestList/tagDeletion.ts';
import type { RegistryAccess } from '../access.ts';
import { failure, RegistryFailure } from '../errors.ts';
import { inTurns } from '../inTurns.ts';
import { listOwnTags } from '../tagsPlaces.ts';
import type { WritableRepository } from '../repository.ts';
import { keepForUndo } from './keepForUndo.ts';
import { openTarget } from './listRepositories.ts';
import { readTag } from './readTag.ts';
import { dropImage, dropTag } from './dropTag.ts';
import { findManifest, type PublishedManifest } from './writer.ts';
import { writeFailures } from './writeFailures.ts';

/** How many tags are read, one request each. */
const mostTags = 500;

/** How many at the same time: each may hold some MB. */
const atOnce = 8;

/**
 * Looks what would go with a tag: registries delete a digest, with every tag that names it (distribution
 * specification 1.1, "Deleting Manifests"), and need not look whether a list has it (CNCF's distribution 2.8 and
 * 3.0 do not). The registry itself is asked: what a mirror lists says nothing of it. The bounds make no tag's
 * deletion an endless search.
 *
 * @param onAsked hears how many tags have been asked, of how many
 * @throws RegistryFailure when there is no such tag, or the registry does not tell
 */
export async function lookAtDeletion(
  target: Reference,
  access: RegistryAccess,
  signal: AbortSignal,
  onAsked?: (asked: number, of: number) => void,
): Promise<TagDeletion> {
  const { tag = 'latest' } = target;
  const repository = openTarget({ target, tags: [tag], sources: [] }, access, signal);
  const digest = await findManifest(repository, tag);
  if (digest === undefined) throw failure(writeFailures.noSuchTag(target.canonical));
  const listing = await listOwnTags(target, repository, access, signal);
  const others = listing.tags.map((listed) => listed.tag).filter((other) => other !== tag);
  const asked = others.slice(0, mostTags);
  const found: string[] = [];
  const holders: string[] = [];
  let [count, unread] = [0, 0];
  await inTurns(asked, atOnce, async (other) => {
    const named = await readOther(repository, other);
    if (named === 'unread') unread += 1;
    else if (named?.digest === digest) found.push(other);
    else if (named && holds(named, digest)) holders.push(other);
    count += 1;
    onAsked?.(count, asked.length);
  });
  return {
    digest,
    others: found.sort(),
    holders: holders.sort(),
    asked: asked.length - unread,
    tags: others.length,
    isComplete: listing.complete && unread === 0 && asked.length === others.length,
  };
}

/** One tag that is too large, or damaged, must not keep all others from being deleted. */
async function readOther(
  repository: WritableRepository,
  tag: string,
): Promise<PublishedManifest | 'unread' | undefined> {
  try {
    return (await readTag(repository, tag)).manifest;
  } catch (error) {
    if (!(error instanceof RegistryFailure)) throw error;
    // A registry that answers nobody any more is not passed over.
    await findManifest(repository, tag);
    return 'unread';
  }
}

/** Whether a list has an entry. */
function holds({ body, mediaType }: PublishedManifest, digest: string): boolean {
  const read = readManifest(body.toString('utf8'), mediaType);
  return read.ok && read.value.entries.some(({ descriptor }) => descriptor.digest === digest);
}

/**
 * Deletes a tag: `all` deletes what it names, with every tag of it; `one` gives the tag a manifest of its own
 * first and deletes that, so that the image and its other tags stay. What every tag names is kept for an undo.
 *
 * @param digest what it names, as the user has seen it
 * @param at present time in ms since the epoch
 * @throws RegistryFailure when the registry refuses; the tag is then as it was
 */
export async function deleteTag(
  target: Reference,
  { digest, others }: Pick<TagDeletion, 'digest' | 'others'>,
  how: 'all' | 'one',
  tools: {
    readonly access: RegistryAccess;
    readonly environment: NodeJS.ProcessEnv;
    readonly at: number;
  },
): Promise<DeletionOutcome> {
  const { tag = 'latest' } = target;
  const { access, environment, at } = tools;
  const never = new AbortController().signal;
  const repository = openTarget({ target, tags: [tag], sources: [] }, access, never);
  const { manifest: now } = await readTag(repository, tag);
  if (now?.digest !== digest) {
    return { state: 'changed', ...(now && { found: now.digest }) };
  }
  const going = how === 'one' ? [tag] : [tag, ...others];
  const change = { tag, others: going.slice(1), digest: '', at };
  const record = await keepForUndo(target, change, now, environment);
  const forget = () => forgetTagRecord(stateFolder(environment), record);
  const dropped = await (
    how === 'one' ? dropTag(repository, tag, record.id, now) : dropImage(repository, tag, now)
  ).catch(async (error: unknown) => {
    await forget();
    throw error;
  });
  if (dropped.state === 'changed') await forget();
  return dropped.state === 'dropped' ? goneOf(repository, going) : dropped;
}

/** Which tags name nothing: a registry's word alone is not believed. */
async function goneOf(
  repository: WritableRepository,
  tags: readonly string[],
): Promise<DeletionOutcome> {
  const gone: string[] = [];
  try {
    for (const tag of tags) if ((await findManifest(repository, tag)) === undefined) gone.push(tag);
  } catch (error) {
    if (!(error instanceof RegistryFailure)) throw error;
    return { state: 'unknown', reason: error.reason };
  }
  return { state: 'deleted', gone };
}
