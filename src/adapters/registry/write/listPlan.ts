import type { UnknownReason } from '../../../core/facts.ts';
import type { Reference } from '../../../core/image/reference.ts';
import {
  assembleList,
  type AssembledList,
  type ListWishes,
} from '../../../core/manifestList/assemble.ts';
import {
  diffLists,
  type ComparedList,
  type ListDiff,
} from '../../../core/manifestList/diffLists.ts';
import { readManifest } from '../../../core/manifestList/listEntry.ts';
import type { ListProblem } from '../../../core/manifestList/listProblem.ts';
import type { ListSource } from '../../../core/manifestList/listSource.ts';
import type { RegistryAccess } from '../access.ts';
import { digestOf } from '../contentDigest.ts';
import { RegistryFailure } from '../errors.ts';
import { inTurns } from '../inTurns.ts';
import type { WritableRepository } from '../repository.ts';
import { registryOrigin, type KnownManifest } from './contentOrigin.ts';
import { isTarget, plannedCopies, plannedReferrers } from './planCopies.ts';
import { foreseeRequests, openPlaces } from './planPlaces.ts';
import type { LocalImage } from './localImage.ts';
import type { PlannedReferrer } from './planReferrers.ts';
import { readTag, type SeenTag } from './readTag.ts';
import { relabelledPlatform } from './relabelledPlatform.ts';
import { platformOfImage, readSource, type SourceManifest } from './readSource.ts';

/** A manifest list that somebody wants under one or more tags of a repository. */
export interface WantedList {
  /** The repository, whatever tag stands in it. */
  readonly target: Reference;
  readonly tags: readonly string[];
  readonly sources: readonly WantedSource[];
  readonly wishes?: ListWishes;
  /** Whether a copy goes without the signatures and other referrers that stand beside the images. */
  readonly leavesReferrers?: boolean;
}

/**
 * What a plan is made for.
 *
 * - `publish`: it asks for the right to write at once, so that one token does for all
 * - `preview`: only to be shown, also to whoever may not write
 * - `compare`: how two lists differ is all that matters
 */
export type PlanPurpose = 'publish' | 'preview' | 'compare';

/** An image or a list that goes into it. */
export interface WantedSource extends Pick<ListSource, 'only' | 'except' | 'change' | 'givesWay'> {
  readonly reference: Reference;
  /** The image of this machine that is meant; the reference then only names it, and has no domain. */
  readonly local?: LocalImage;
}

/** A source that is not to be had. */
export interface MissingSource {
  /** Position among the sources, 0-based. */
  readonly source: number;
  readonly reason: UnknownReason;
}

/** What a tag names now, and what the new list changes in it. */
export interface TagPlan {
  readonly tag: string;
  readonly seen: SeenTag;
  /** What it names, as far as it is compared; absent where there is nothing to compare with. */
  readonly before?: ComparedList;
  readonly diff: ListDiff;
}

/** Something that the list names and that is in another repository. */
export interface PlannedCopy {
  readonly digest: string;
  readonly mediaType: string;
  /** Of the manifest, or of the blob that it is instead, in bytes. */
  readonly size: number;
  /** Where it is. */
  readonly from: Pick<Reference, 'domain' | 'path'>;
  /** Position of the source that has it, 0-based. */
  readonly source: number;
  /** Length of its layers and config in bytes; of a list 0. */
  readonly bytes: number;
  /** Whether the registry can be asked to give it to the target by itself, without a transfer. */
  readonly isMountable: boolean;
  /** Whether the target had it when the plan was made. */
  readonly isThere: boolean;
}

/** What will be done. Nothing has been written. */
export interface ListPlan {
  readonly wanted: WantedList;
  /** Absent when there are errors. */
  readonly list?: AssembledList & { readonly digest: string; readonly bytes: Buffer };
  readonly problems: readonly ListProblem[];
  readonly missing: readonly MissingSource[];
  readonly tags: readonly TagPlan[];
  readonly copies: readonly PlannedCopy[];
  /** What stands beside the images in other repositories, and what becomes of it. */
  readonly referrers: readonly PlannedReferrer[];
  /** Why some of it may not have been found. */
  readonly unknownReferrers: readonly UnknownReason[];
  /** What each source is; undefined where it is missing. */
  readonly sources: readonly (SourceManifest | undefined)[];
  /** What has been read, by digest. */
  readonly known: ReadonlyMap<string, KnownManifest>;
}

/** How many sources are read at the same time. */
const atOnce = 32;

/**
 * Reads every source and what the tags name now, and says what publishing would do.
 *
 * @throws RegistryFailure when the target cannot be asked; the signal's reason when cancelled
 */
export async function planList(
  wanted: WantedList,
  access: RegistryAccess,
  signal: AbortSignal,
  purpose: PlanPurpose = 'publish',
): Promise<ListPlan> {
  if (purpose !== 'compare') await foreseeRequests(wanted, access);
  const places = openPlaces(wanted, purpose, access, signal);
  const looked = new Map(wanted.tags.map((tag) => [tag, lookAt(places.target, tag)]));
  // They are awaited below, after the sources.
  for (const look of looked.values()) look.catch(() => undefined);
  for (const { reference, local } of wanted.sources) {
    if (purpose === 'compare' || local || isTarget(wanted, reference)) continue;
    // Wanted later, and there by then.
    places.tagNames(reference).catch(() => undefined);
  }
  const read: (SourceManifest | undefined)[] = [];
  const missing: MissingSource[] = [];
  const known = new Map<string, KnownManifest>();
  const readWhole = async (source: SourceManifest, wanted: WantedSource) => {
    const { reference, local } = wanted;
    const open = () => local?.origin(signal) ?? registryOrigin(places.source(reference));
    // It serves a warning only: what cannot be read for it keeps nobody from the list.
    const platform = await relabelledPlatform(listSourceOf(source, wanted), open, known).catch(
      (error: unknown) => {
        if (error instanceof RegistryFailure) return undefined;
        throw error;
      },
    );
    return { ...source, ...(platform && { configPlatform: platform }) };
  };
  await inTurns([...wanted.sources.entries()], atOnce, async ([at, one]) => {
    const { reference, local } = one;
    try {
      if (local) {
        read[at] = await readWhole(await local.find(signal), one);
        return;
      }
      const look = isTarget(wanted, reference) ? looked.get(reference.tag ?? 'latest') : undefined;
      const same = look && reference.digest === undefined ? (await look).source : undefined;
      const lookAhead = (digest: string): void => {
        if (purpose !== 'compare' && mayLookAhead(wanted, reference))
          places.lookAhead(reference, digest);
      };
      const source = same ?? (await readSource(places.source(reference), reference, lookAhead));
      read[at] = await readWhole(source, one);
    } catch (error) {
      if (!(error instanceof RegistryFailure)) throw error;
      missing.push({ source: at, reason: error.reason });
    }
  });
  const tags = await Promise.all(looked.values());
  for (const source of read) if (source) known.set(source.digest, source);
  const none = {
    ...{ wanted, tags: [], copies: [], known, sources: read },
    ...{ referrers: [], unknownReferrers: [] },
  };
  if (missing.length > 0) {
    return { ...none, problems: [], missing };
  }
  const { list, problems } = assembleList(sourcesOf(wanted, read), wanted.wishes);
  if (!list) return { ...none, problems, missing };
  // The text of a copy is not its bytes where those are no UTF-8.
  const bytes = (list.isCopy ? read[0]?.body : undefined) ?? Buffer.from(list.body);
  const digest = digestOf(bytes);
  const changes = tags.map(({ tag, seen, before }) => ({
    ...{ tag, seen, diff: diffLists(before, list) },
    ...(before && { before }),
  }));
  const whole = { ...none, list: { ...list, digest, bytes }, problems, missing, tags: changes };
  if (purpose === 'compare') return whole;
  const [copies, { referrers, problems: unknownReferrers }] = await Promise.all([
    plannedCopies(wanted, list, known, places, signal),
    plannedReferrers(wanted, { ...list, digest }, places, signal),
  ]);
  return { ...whole, copies, referrers, unknownReferrers };
}

/** Whether an image will be in the list and not in its repository, whatever its config says. */
function mayLookAhead(wanted: WantedList, reference: Reference): boolean {
  return !isTarget(wanted, reference) && !wanted.sources.some(({ givesWay }) => givesWay);
}

interface TagNow {
  readonly tag: string;
  readonly seen: SeenTag;
  /** Absent where there is nothing to compare with. */
  readonly before?: ComparedList;
  /** The same as a source; absent when there is no such tag, or nothing that could be in a list. */
  readonly source?: SourceManifest;
}

async function lookAt(target: WritableRepository, tag: string): Promise<TagNow> {
  const seen = await readTag(target, tag);
  const read =
    seen.manifest && readManifest(seen.manifest.body.toString('utf8'), seen.manifest.mediaType);
  if (!seen.manifest || !read?.ok) return { tag, seen };
  const { manifest, entries } = read.value;
  const { mediaType } = manifest;
  const { digest, body } = seen.manifest;
  const source = { mediaType, digest, size: body.length, body };
  if (manifest.kind === 'index') {
    const { annotations } = manifest;
    const before = { mediaType, entries, ...(annotations && { annotations }) };
    return { tag, seen, before, source };
  }
  const platform = await platformOfImage(target, manifest);
  const descriptor = { mediaType, digest, size: body.length, ...(platform && { platform }) };
  const before = { mediaType, entries: [{ descriptor, rest: {} }] };
  return {
    tag,
    seen,
    before,
    source: { ...source, ...(platform && { configPlatform: platform }) },
  };
}

function sourcesOf(
  { sources }: WantedList,
  read: readonly (SourceManifest | undefined)[],
): readonly ListSource[] {
  return sources.flatMap((source, at) => {
    const manifest = read[at];
    return manifest ? [listSourceOf(manifest, source)] : [];
  });
}

function listSourceOf(
  { body, ...rest }: SourceManifest,
  { only, except, change, givesWay }: WantedSource,
): ListSource {
  return {
    ...rest,
    ...(only && { only }),
    ...(except && { except }),
    ...(change && { change }),
    ...(givesWay && { givesWay }),
    body: body.toString('utf8'),
  };
}
