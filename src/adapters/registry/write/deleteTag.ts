import { randomUUID } from 'node:crypto';
import type { Reference } from '../../../core/image/reference.ts';
import type { RegistryAccess } from '../access.ts';
import { failure } from '../errors.ts';
import { inTurns } from '../inTurns.ts';
import { listTags } from '../tagsPlaces.ts';
import type { WritableRepository } from '../repository.ts';
import { keepForUndo } from './keepForUndo.ts';
import { openTarget } from './listPlan.ts';
import { readTag } from './readTag.ts';
import { deleteManifest, dropTag, findManifest } from './writer.ts';
import { writeFailures } from './writeFailures.ts';

/** What a tag names, and which other tags name the same. */
export interface TagDeletion {
  /** Of what the tag names. */
  readonly digest: string;
  /** Other tags of the repository with the same digest, sorted: they go with it. */
  readonly others: readonly string[];
  /** How many other tags were asked, of how many. */
  readonly asked: number;
  readonly tags: number;
  /** Whether these are all: otherwise more tags may go than `others` says. */
  readonly isComplete: boolean;
}

/** How many tags are asked what they name, one small request each. */
const mostTags = 500;

/** How many at the same time. */
const atOnce = 8;

/**
 * Looks what would go with a tag: registries delete a digest, with every tag that names it (distribution
 * specification 1.1, "Deleting Manifests"). The bounds make no tag's deletion an endless search.
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
  const listing = await listTags(target, access, signal);
  if (!listing.known) throw failure(listing.reason);
  const others = listing.value.tags.map((listed) => listed.tag).filter((other) => other !== tag);
  const asked = others.slice(0, mostTags);
  const found: string[] = [];
  let count = 0;
  await inTurns(asked, atOnce, async (other) => {
    if ((await findManifest(repository, other)) === digest) found.push(other);
    count += 1;
    onAsked?.(count, asked.length);
  });
  return {
    digest,
    others: found.sort(),
    asked: asked.length,
    tags: others.length,
    isComplete: listing.value.complete && asked.length === others.length,
  };
}

/**
 * What became of a deletion.
 *
 * - `deleted`: `gone` are the tags that name nothing any more
 * - `changed`: the tag names `found` since it was looked at, and was left
 */
export type DeletionOutcome =
  | { readonly state: 'deleted'; readonly gone: readonly string[] }
  | { readonly state: 'changed'; readonly found?: string };

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
  for (const each of going) {
    await keepForUndo(target, { tag: each, digest: '', at }, now, environment);
  }
  if (how === 'one') await dropTag(repository, tag, randomUUID(), now);
  else await deleteManifest(repository, digest);
  return { state: 'deleted', gone: await goneOf(repository, going) };
}

/** Which tags name nothing: a registry's word alone is not believed. */
async function goneOf(
  repository: WritableRepository,
  tags: readonly string[],
): Promise<readonly string[]> {
  const gone: string[] = [];
  for (const tag of tags) if ((await findManifest(repository, tag)) === undefined) gone.push(tag);
  return gone;
}
