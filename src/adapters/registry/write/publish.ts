import type { Descriptor } from '../../../core/image/manifest.ts';
import type { TagOutcome } from '../../../core/manifestList/tagOutcome.ts';
import { RegistryFailure } from '../errors.ts';
import { inTurns } from '../inTurns.ts';
import type { WritableRepository } from '../repository.ts';
import { hasDigest } from '../contentDigest.ts';
import { copyChild, shareCopying, type Copying, type SharedCopying } from './copyImage.ts';
import { copyReferrers, type PublishedReferrer, type ReferrersListing } from './copyReferrers.ts';
import { readTag, type SeenTag } from './readTag.ts';
import { writeFailures } from './writeFailures.ts';
import { findManifest, putManifest, type PublishedManifest } from './writer.ts';

/** A manifest list, or an image, that tags are to name. */
export interface Publication {
  readonly target: WritableRepository;
  /** Opened for an hour's work that must not be cut: what puts a tag is not cancelled half-way. */
  readonly final: WritableRepository;
  readonly tags: readonly PublishedTag[];
  readonly manifest: PublishedManifest;
  /** What the manifest names that is not in the target's repository, or may not be. */
  readonly children: readonly PublishedChild[];
  /** What refers to what is published and goes with it. */
  readonly referrers?: readonly PublishedReferrer[];
}

/** A tag that is to be put. */
export interface PublishedTag {
  readonly tag: string;
  /** What it named when the plan was made. */
  readonly seen: SeenTag;
}

/** An image, an attestation, a list or a blob that a manifest names. */
export interface PublishedChild {
  readonly descriptor: Pick<Descriptor, 'digest' | 'mediaType' | 'size'>;
  /** Whether the target is known to lack it, so that it need not be asked. */
  readonly isAbsent?: boolean;
  readonly copying: Omit<Copying, keyof SharedCopying>;
}

/** What the one who publishes is asked, and hears. */
export interface PublishHooks {
  readonly signal: AbortSignal;
  /**
   * A tag names something else than when the plan was made: whether it is to be put all the same.
   *
   * @param found its digest; undefined when it is gone
   */
  readonly mayReplace: (tag: string, found: string | undefined) => Promise<boolean>;
  /**
   * Keeps what a tag named, before it is put to name `digest`; what cannot be kept is not replaced. A
   * RegistryFailure is the outcome of this tag alone; of a tag that lists referrers it ends the work.
   */
  readonly keep: ReferrersListing['keep'];
  /** Drops what was kept of a tag that was then left as it was. */
  readonly forget?: (tag: string) => Promise<void>;
}

/** How many images are copied at the same time. */
const atOnce = 12;

/** What was read longer ago, in ms, is asked again before it is replaced. */
const stale = 1_000;

/**
 * Publishes a manifest: everything that it names first, then each tag in one request. A registry has no way
 * to change a tag only if nobody else has: so what the tag names is looked at just before, and just after.
 *
 * @throws RegistryFailure when something that it names cannot be had or copied, the signal's reason when
 *   cancelled before that is done: no tag has been touched then
 */
export async function publish(
  publication: Publication,
  hooks: PublishHooks,
): Promise<readonly TagOutcome[]> {
  const { target, tags, children, referrers = [] } = publication;
  const shared = shareCopying(target);
  await inTurns(children, atOnce, ({ descriptor, copying, isAbsent }) =>
    copyChild({ ...descriptor, ...(isAbsent && { isAbsent }) }, { ...copying, ...shared }),
  );
  await copyReferrers(referrers, shared, { final: publication.final, keep: hooks.keep });
  const outcomes: TagOutcome[] = [];
  for (const tag of tags) outcomes.push(await putTag(publication, tag, hooks));
  return outcomes;
}

async function putTag(
  { target, final, manifest }: Publication,
  { tag, seen }: PublishedTag,
  { signal, mayReplace, keep, forget }: PublishHooks,
): Promise<TagOutcome> {
  try {
    const isStale = performance.now() - seen.at > stale;
    const now = isStale ? await lookAgain(target, tag, seen) : seen;
    const found = now.manifest?.digest;
    if (isOf(manifest, found)) return { tag, state: 'unchanged' };
    const isChanged = found !== seen.manifest?.digest;
    if (isChanged && !(await mayReplace(tag, found))) return kept(tag, 'changed', found);
    signal.throwIfAborted();
    await keep(tag, now.manifest, manifest.digest);
    const outcome = await putAndVerify(final, tag, manifest, found);
    if (outcome.state === 'failed' && !outcome.isUnknown) await forget?.(tag);
    return outcome;
  } catch (error) {
    if (signal.aborted) return kept(tag, 'cancelled', undefined);
    if (!(error instanceof RegistryFailure)) throw error;
    return { tag, state: 'failed', reason: error.reason, isUnknown: false };
  }
}

async function lookAgain(target: WritableRepository, tag: string, seen: SeenTag): Promise<SeenTag> {
  const named = await findManifest(target, tag);
  return named === seen.manifest?.digest ? seen : readTag(target, tag);
}

function kept(tag: string, why: 'changed' | 'cancelled', found: string | undefined): TagOutcome {
  return { tag, state: 'kept', why, ...(found !== undefined && { found }) };
}

/** Whether a digest, of whatever algorithm, is that of a manifest. */
function isOf({ body }: PublishedManifest, digest: string | undefined): boolean {
  return digest !== undefined && hasDigest(body, digest);
}

/** From here on nobody can cancel: a request that is cut may have done its work all the same. */
async function putAndVerify(
  final: WritableRepository,
  tag: string,
  manifest: PublishedManifest,
  previous: string | undefined,
): Promise<TagOutcome> {
  const before = previous === undefined ? {} : { previous };
  let failed: RegistryFailure | undefined;
  let isConfirmed = false;
  try {
    isConfirmed = await putManifest(final, tag, manifest);
  } catch (error) {
    if (!(error instanceof RegistryFailure)) throw error;
    failed = error;
  }
  let found: string | undefined;
  try {
    found = await findManifest(final, tag);
  } catch (error) {
    if (!(error instanceof RegistryFailure)) throw error;
    if (isConfirmed) return { tag, state: 'published', ...before };
    return { tag, state: 'failed', reason: (failed ?? error).reason, isUnknown: true };
  }
  if (isOf(manifest, found)) return { tag, state: 'published', ...before };
  const isOld = found === previous;
  if (failed) return { tag, state: 'failed', reason: failed.reason, isUnknown: !isOld };
  if (isOld) {
    const reason = writeFailures.notKept(final.subject.host, tag);
    return { tag, state: 'failed', reason, isUnknown: false };
  }
  return { tag, state: 'overtaken', ...(found !== undefined && { found }) };
}
