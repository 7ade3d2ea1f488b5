import type { UnknownReason } from '../../../core/facts.ts';
import { isBlobType } from '../../../core/image/mediaTypes.ts';
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
import { decodeManifest } from '../decode.ts';
import { RegistryFailure } from '../errors.ts';
import { askManifest, verifyManifest } from '../imageReader.ts';
import { inTurns } from '../inTurns.ts';
import { endpointsOf } from '../mirrors.ts';
import { openRepository, type WritableRepository } from '../repository.ts';
import type { KnownManifest } from './copyImage.ts';
import { readTag, type SeenTag } from './publish.ts';
import { platformOfImage, readSource, type SourceManifest } from './readSource.ts';

/** A manifest list that somebody wants under one or more tags of a repository. */
export interface WantedList {
  /** The repository, whatever tag stands in it. */
  readonly target: Reference;
  readonly tags: readonly string[];
  readonly sources: readonly WantedSource[];
  readonly wishes?: ListWishes;
}

/** An image or a list that goes into it. */
export interface WantedSource extends Pick<ListSource, 'only' | 'except' | 'change' | 'givesWay'> {
  readonly reference: Reference;
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

/** Something that the target's repository lacks, or may lack. */
export interface PlannedCopy {
  readonly digest: string;
  readonly mediaType: string;
  /** Of the manifest, or of the blob that it is instead, in bytes. */
  readonly size: number;
  /** Where it is. */
  readonly from: Pick<Reference, 'domain' | 'path'>;
  /** Length of its layers and config in bytes; of a list 0. */
  readonly bytes: number;
  /** Whether the registry can be asked to give it to the target by itself, without a transfer. */
  readonly isMountable: boolean;
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
  /** What each source is; undefined where it is missing. */
  readonly sources: readonly (SourceManifest | undefined)[];
  /** What has been read, by digest. */
  readonly known: ReadonlyMap<string, KnownManifest>;
}

/** How many sources are read at the same time. */
const atOnce = 8;

/**
 * Reads every source and what the tags name now, and says what publishing would do.
 *
 * @param rights that are asked for at the target: `pull` where nothing will be published anyway, so that
 *   whoever may only read can see a plan
 * @throws RegistryFailure when the target cannot be asked; the signal's reason when cancelled
 */
export async function planList(
  wanted: WantedList,
  access: RegistryAccess,
  signal: AbortSignal,
  rights: 'pull' | 'push' = 'push',
): Promise<ListPlan> {
  const openAs = rights === 'push' ? openTarget : openReadOnly;
  const target = openAs(wanted, access, signal);
  const looked = Promise.all(wanted.tags.map((tag) => lookAt(target, tag)));
  // It is awaited below, after the sources.
  looked.catch(() => undefined);
  const read: (SourceManifest | undefined)[] = [];
  const missing: MissingSource[] = [];
  await inTurns([...wanted.sources.entries()], atOnce, async ([at, { reference }]) => {
    try {
      read[at] = await readSource(openSource(reference, access, signal), reference);
    } catch (error) {
      if (!(error instanceof RegistryFailure)) throw error;
      missing.push({ source: at, reason: error.reason });
    }
  });
  const tags = await looked;
  const known = new Map<string, KnownManifest>();
  for (const source of read) if (source) known.set(source.digest, source);
  const none = { wanted, tags: [], copies: [], known, sources: read };
  if (missing.length > 0) {
    return { ...none, problems: [], missing };
  }
  const { list, problems } = assembleList(sourcesOf(wanted, read), wanted.wishes);
  if (!list) return { ...none, problems, missing };
  const copies = await plannedCopies(wanted, list, known, { access, signal });
  const changes = tags.map(({ tag, seen, before }) => ({
    ...{ tag, seen, diff: diffLists(before, list) },
    ...(before && { before }),
  }));
  // The text of a copy is not its bytes where those are no UTF-8.
  const bytes = (list.isCopy ? read[0]?.body : undefined) ?? Buffer.from(list.body);
  const digest = digestOf(bytes);
  return { ...none, list: { ...list, digest, bytes }, problems, missing, tags: changes, copies };
}

function openReadOnly({ target }: WantedList, access: RegistryAccess, signal: AbortSignal) {
  return openSource(target, access, signal);
}

/** Opens the target's repository with the rights to write there and to read the sources beside it. */
export function openTarget(
  { target, sources }: WantedList,
  access: RegistryAccess,
  signal: AbortSignal,
): WritableRepository {
  const { domain, path } = target;
  const beside = sources.filter(({ reference }) => reference.domain === domain);
  const scopes = [
    `repository:${path}:pull,push`,
    ...beside.map(({ reference }) => `repository:${reference.path}:pull`),
  ];
  return open(target, access, signal, [...new Set(scopes)].sort());
}

/** Opens a source's repository at the registry itself. */
export function openSource(
  reference: Pick<Reference, 'domain' | 'path' | 'canonical'>,
  access: RegistryAccess,
  signal: AbortSignal,
): WritableRepository {
  return open(reference, access, signal, []);
}

function open(
  { domain, path, canonical }: Pick<Reference, 'domain' | 'path' | 'canonical'>,
  access: RegistryAccess,
  signal: AbortSignal,
  scopes: readonly string[],
): WritableRepository {
  const { registry } = endpointsOf(domain, access.rules());
  const subject = { host: registry.host, repository: path, reference: canonical };
  return openRepository(registry, subject, access, signal, scopes);
}

interface TagNow {
  readonly tag: string;
  readonly seen: SeenTag;
  /** Absent where there is nothing to compare with. */
  readonly before?: ComparedList;
}

async function lookAt(target: WritableRepository, tag: string): Promise<TagNow> {
  const seen = await readTag(target, tag);
  const read =
    seen.manifest && readManifest(seen.manifest.body.toString('utf8'), seen.manifest.mediaType);
  if (!seen.manifest || !read?.ok) return { tag, seen };
  const { manifest, entries } = read.value;
  const { mediaType } = manifest;
  if (manifest.kind === 'index') {
    const { annotations } = manifest;
    return { tag, seen, before: { mediaType, entries, ...(annotations && { annotations }) } };
  }
  const { digest, body } = seen.manifest;
  const platform = await platformOfImage(target, manifest);
  const descriptor = { mediaType, digest, size: body.length, ...(platform && { platform }) };
  return { tag, seen, before: { mediaType, entries: [{ descriptor, rest: {} }] } };
}

function sourcesOf(
  { sources }: WantedList,
  read: readonly (SourceManifest | undefined)[],
): readonly ListSource[] {
  return sources.flatMap(({ only, except, change, givesWay }, at) => {
    const source = read[at];
    if (!source) return [];
    const { body, ...rest } = source;
    const wishes = {
      ...(only && { only }),
      ...(except && { except }),
      ...(change && { change }),
      ...(givesWay && { givesWay }),
    };
    return [{ ...rest, ...wishes, body: body.toString('utf8') }];
  });
}

/** What the list names that is in another repository. Entries of a list are read to know how long they are. */
async function plannedCopies(
  { target, sources }: WantedList,
  { entries }: AssembledList,
  known: Map<string, KnownManifest>,
  { access, signal }: { readonly access: RegistryAccess; readonly signal: AbortSignal },
): Promise<readonly PlannedCopy[]> {
  const copies: PlannedCopy[] = [];
  await inTurns(entries, atOnce, async ({ descriptor: { digest, mediaType, size }, source }) => {
    const reference = sources[source]?.reference;
    if (reference === undefined) return;
    const { domain, path } = reference;
    if (domain === target.domain && path === target.path) return;
    const isBlob = isBlobType(mediaType);
    if (!isBlob && !known.has(digest)) {
      const repository = openSource(reference, access, signal);
      const answer = await askManifest(repository, digest);
      verifyManifest(answer, digest);
      known.set(digest, { body: answer.body, mediaType: answer.headers['content-type'] ?? '' });
    }
    const isMountable = domain === target.domain;
    copies.push({
      ...{ digest, mediaType, size },
      from: { domain, path },
      bytes: isBlob ? size : lengthOf(known.get(digest)),
      isMountable,
    });
  });
  const order = new Map(entries.map(({ descriptor }, at) => [descriptor.digest, at]));
  return copies.sort((a, b) => (order.get(a.digest) ?? 0) - (order.get(b.digest) ?? 0));
}

function lengthOf(known: KnownManifest | undefined): number {
  if (!known) return 0;
  const manifest = decodeManifest(known.body, known.mediaType, '');
  if (manifest.kind !== 'image') return 0;
  return [manifest.config, ...manifest.layers].reduce((sum, { size }) => sum + size, 0);
}
