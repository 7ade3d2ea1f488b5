import { attestedDigest, isAttestation } from '../image/attestation.ts';
import { shownPlatform } from './listedPlatforms.ts';
import type { ListEntry } from './listEntry.ts';

/** A manifest list as far as two are compared. */
export interface ComparedList {
  readonly mediaType: string;
  readonly entries: readonly ListEntry[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * What becomes of one platform.
 *
 * - `added`: only the new list has it
 * - `lost`: only the old list has it: who pulls it gets nothing any more, or something else
 * - `replaced`: another image
 * - `rewritten`: the same image, but the list says something else of it: its annotations, how the platform
 *   is written, or a platform where it named none
 * - `kept`: the same entry
 */
export interface PlatformChange {
  /** As `formatPlatformAll` writes it; '' for an entry that names none. */
  readonly platform: string;
  readonly change: 'added' | 'lost' | 'replaced' | 'rewritten' | 'kept';
  /** Digests of the manifests. */
  readonly before?: string;
  readonly after?: string;
}

/** What becomes of the statement about an image. */
export interface AttestationChange {
  /** Digest of the attestation's manifest. */
  readonly digest: string;
  /** Digest of the image that it is about; absent when it does not say. */
  readonly of?: string;
  readonly change: 'added' | 'dropped' | 'kept';
}

/** What a new manifest list changes in one that is there. */
export interface ListDiff {
  /** In the order of the new list; what is lost comes last, in the order of the old one. */
  readonly platforms: readonly PlatformChange[];
  readonly attestations: readonly AttestationChange[];
  /** Whether what stays is in another order: of several that would do, the first is pulled. */
  readonly isReordered: boolean;
  readonly mediaType?: { readonly before: string; readonly after: string };
  /** Names of the list's own annotations that are added, changed or lost, sorted. */
  readonly annotations: readonly string[];
}

/**
 * Compares the list that a tag names now with the one that it is to name.
 *
 * @param before undefined when the tag is new: everything is added
 */
export function diffLists(before: ComparedList | undefined, after: ComparedList): ListDiff {
  const [old, now] = [imagesOf(before), imagesOf(after)];
  const partners = partnersOf(old, now);
  const found = new Set(partners.values());
  const lost = old.filter((entry) => !found.has(entry));
  const platforms = [
    ...now.map((entry) => changeOf(partners.get(entry), entry)),
    ...lost.map((entry) => changeOf(entry, undefined)),
  ];
  const isTypeChanged = before !== undefined && before.mediaType !== after.mediaType;
  return {
    platforms,
    attestations: attestationChanges(before, after),
    isReordered: isReordered(old, now, partners),
    ...(isTypeChanged && { mediaType: { before: before.mediaType, after: after.mediaType } }),
    annotations: changedNames(before?.annotations ?? {}, after.annotations ?? {}),
  };
}

/** An image of a list, with its platform as it is compared. */
interface ListedImage {
  readonly entry: ListEntry;
  readonly digest: string;
  readonly platform: string;
}

function imagesOf(list: ComparedList | undefined): readonly ListedImage[] {
  return (list?.entries ?? []).flatMap((entry) => {
    if (isAttestation(entry.descriptor)) return [];
    const { digest, platform } = entry.descriptor;
    return [{ entry, digest, platform: platform ? shownPlatform(platform) : '' }];
  });
}

/**
 * For each new entry the old one that it stands for: the same image for the same platform, then what the same
 * platform had, then the same image where the old list did not say what for. An image that is listed for another
 * platform than before stands for nothing: who pulled it for the old one loses it.
 */
function partnersOf(
  old: readonly ListedImage[],
  now: readonly ListedImage[],
): ReadonlyMap<ListedImage, ListedImage> {
  const partners = new Map<ListedImage, ListedImage>();
  const taken = new Set<ListedImage>();
  const unnamed = old.filter(({ platform }) => platform === '');
  const same: readonly (readonly [readonly ListedImage[], (entry: ListedImage) => string])[] = [
    [old, (entry) => `${entry.digest} ${entry.platform}`],
    [old, ({ platform }) => platform],
    [unnamed, ({ digest }) => digest],
  ];
  for (const [candidates, key] of same) {
    const waiting = new Map<string, ListedImage[]>();
    for (const entry of candidates) {
      if (taken.has(entry)) continue;
      const others = waiting.get(key(entry));
      if (others) others.push(entry);
      else waiting.set(key(entry), [entry]);
    }
    for (const others of waiting.values()) others.reverse();
    for (const entry of now) {
      if (partners.has(entry)) continue;
      const partner = waiting.get(key(entry))?.pop();
      if (partner === undefined) continue;
      partners.set(entry, partner);
      taken.add(partner);
    }
  }
  return partners;
}

function changeOf(before: ListedImage | undefined, after: ListedImage | undefined): PlatformChange {
  const platform = (after ?? before)?.platform ?? '';
  const digests = {
    ...(before && { before: before.digest }),
    ...(after && { after: after.digest }),
  };
  return { platform, change: kindOf(before, after), ...digests };
}

function kindOf(
  before: ListedImage | undefined,
  after: ListedImage | undefined,
): PlatformChange['change'] {
  if (before === undefined) return 'added';
  if (after === undefined) return 'lost';
  if (before.digest !== after.digest) return 'replaced';
  return JSON.stringify(said(before.entry)) === JSON.stringify(said(after.entry))
    ? 'kept'
    : 'rewritten';
}

/** What a list says of an image, in one order. */
function said({ descriptor, rest, platformRest = {} }: ListEntry): unknown {
  const { mediaType, size, platform, annotations, artifactType } = descriptor;
  const { os, architecture, variant, osVersion, osFeatures } = platform ?? {};
  const notes = Object.entries(annotations ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...[mediaType, size, os, architecture, variant, osVersion, osFeatures, artifactType, notes],
    ...[rest, platformRest],
  ];
}

function attestationChanges(
  before: ComparedList | undefined,
  after: ComparedList,
): readonly AttestationChange[] {
  const [old, now] = [statementsOf(before), statementsOf(after)];
  return [
    ...[...now].map(([digest, of]) => ({
      ...{ digest, change: old.has(digest) ? ('kept' as const) : ('added' as const) },
      ...(of !== undefined && { of }),
    })),
    ...[...old].flatMap(([digest, of]) =>
      now.has(digest)
        ? []
        : [{ digest, change: 'dropped' as const, ...(of !== undefined && { of }) }],
    ),
  ];
}

function statementsOf(list: ComparedList | undefined): ReadonlyMap<string, string | undefined> {
  const statements = (list?.entries ?? []).filter(({ descriptor }) => isAttestation(descriptor));
  return new Map(
    statements.map(({ descriptor }) => [descriptor.digest, attestedDigest(descriptor)]),
  );
}

function isReordered(
  old: readonly ListedImage[],
  now: readonly ListedImage[],
  partners: ReadonlyMap<ListedImage, ListedImage>,
): boolean {
  const places = new Map(old.map((entry, at) => [entry, at]));
  const order = now.flatMap((entry) => {
    const partner = partners.get(entry);
    const place = partner === undefined ? undefined : places.get(partner);
    return place === undefined ? [] : [place];
  });
  return order.some((place, at) => at > 0 && place < (order[at - 1] ?? 0));
}

function changedNames(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly string[] {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((name) => old.get(name) !== now.get(name))
    .sort();
}
