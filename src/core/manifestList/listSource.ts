import type { Descriptor } from '../image/manifest.ts';
import { strictMatcher } from '../platform/match.ts';
import type { Platform } from '../platform/platform.ts';
import { attestedDigest, isAttestation } from '../image/attestation.ts';
import { manifestKind } from '../image/mediaTypes.ts';
import { shownPlatform } from './listedPlatforms.ts';
import {
  readManifest,
  type AssembledEntry,
  type ListEntry,
  type ReadManifest,
} from './listEntry.ts';
import type { ListProblem } from './listProblem.ts';

/** Real lists have some dozens of entries; the work for each of them is bounded by this. */
const MOST_ENTRIES = 1_000;

/** Something that goes into a manifest list: an image, or a list whose entries go into it. */
export interface ListSource {
  readonly mediaType: string;
  readonly digest: string;
  /** Length of the manifest in bytes. */
  readonly size: number;
  /** The manifest's bytes as text; they have the digest. */
  readonly body: string;
  /**
   * What the config of an image says, as written, or that of the one image of a list ({@link relabelledImage});
   * absent for other lists, and where nobody has read it.
   */
  readonly configPlatform?: Platform;
  /** Of a list, only what has one of these platforms, with the attestations about it. */
  readonly only?: readonly Platform[];
  /** Of a list, what has one of these platforms is left out, with the attestations about it. */
  readonly except?: readonly Platform[];
  /** Of a list, images for which a later source has the same platform are replaced by it, in their place. */
  readonly givesWay?: boolean;
  /** What is written instead of what the source says. It is for the images of the source, not its attestations. */
  readonly change?: EntryChange;
}

/** What the maker of a list says differently from a source. */
export interface EntryChange {
  /** Members that are absent are left as they are. */
  readonly platform?: Partial<Platform>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Reads a source; undefined, with a problem, if it can be in no list. */
export function readSource(
  { body, mediaType }: ListSource,
  source: number,
  problems: ListProblem[],
): ReadManifest | undefined {
  const read = readManifest(body, mediaType);
  if (!read.ok) {
    const detail = read.problem.message;
    problems.push({ code: 'unreadable', severity: 'error', source, detail });
    return undefined;
  }
  if (read.value.manifest.kind === 'legacy') {
    problems.push({ code: 'legacy-manifest', severity: 'error', source });
    return undefined;
  }
  if (read.value.entries.length > MOST_ENTRIES) {
    const detail = String(MOST_ENTRIES);
    problems.push({ code: 'too-long', severity: 'error', source, detail });
    return undefined;
  }
  return read.value;
}

/** Whether something is to be written differently from what the source says. */
export function hasChange(change: EntryChange | undefined): boolean {
  return change?.platform !== undefined || hasAnnotations(change?.annotations);
}

/** Whether there are any. */
export function hasAnnotations(annotations: Readonly<Record<string, string>> | undefined): boolean {
  return annotations !== undefined && Object.keys(annotations).length > 0;
}

/**
 * What a source gives to a list: an image itself, a list its entries.
 *
 * @param at position of the source, 0-based
 */
export function entriesOf(
  source: ListSource,
  read: ReadManifest | undefined,
  at: number,
  problems: ListProblem[],
): readonly AssembledEntry[] {
  if (read === undefined) return [];
  const { mediaType, digest, size, configPlatform, only, except = [], change } = source;
  if (read.manifest.kind !== 'index') {
    const platform = configPlatform && hasWords(configPlatform) ? configPlatform : undefined;
    const descriptor = { mediaType, digest, size, ...(platform && { platform }) };
    const entry = changed({ descriptor, rest: {}, source: at }, change);
    if (isOneOf(entry.descriptor, except)) return [];
    problems.push(...configProblems(entry, configPlatform));
    return [entry];
  }
  const wanted = only === undefined ? read.entries : filtered(read.entries, only, at, problems);
  const left = without(wanted, except);
  const unclear = ambiguousPlatform(left, change?.platform, at);
  problems.push(...unclear);
  if (unclear.length > 0) return left.map((entry) => ({ ...entry, source: at }));
  return left.map((entry) => {
    if (isAttestation(entry.descriptor)) return { ...entry, source: at };
    const listed = changed({ ...entry, source: at }, change);
    problems.push(...configProblems(listed, configPlatform));
    return listed;
  });
}

/**
 * The one image of a list, such as buildx pushes for one platform, that is to be listed for another one than the
 * list says. Whether that is right only its config can tell. Undefined for all else.
 */
export function relabelledImage(source: ListSource): Descriptor | undefined {
  const { only, except = [], change } = source;
  if (change?.platform === undefined) return undefined;
  const read = readSource(source, 0, []);
  if (read?.manifest.kind !== 'index') return undefined;
  const wanted = only === undefined ? read.entries : filtered(read.entries, only, 0, []);
  const images = without(wanted, except).filter(({ descriptor }) => !isAttestation(descriptor));
  const [image, ...more] = images.map(({ descriptor }) => descriptor);
  if (image === undefined || more.length > 0) return undefined;
  if (manifestKind(image.mediaType) !== 'image') return undefined;
  const platform = changedPlatform(image, change);
  const isSaid =
    platform && image.platform !== undefined && strictMatcher(image.platform).match(platform);
  return isSaid === true ? undefined : image;
}

function hasWords({ os, architecture }: Platform): boolean {
  return os !== '' && architecture !== '';
}

function changed(entry: AssembledEntry, change: EntryChange | undefined): AssembledEntry {
  if (change === undefined) return entry;
  const { descriptor } = entry;
  const platform = changedPlatform(descriptor, change);
  const annotations = { ...descriptor.annotations, ...change.annotations };
  return {
    ...entry,
    descriptor: {
      ...descriptor,
      ...(platform && { platform }),
      ...(hasAnnotations(annotations) && { annotations }),
    },
  };
}

function changedPlatform({ platform }: Descriptor, change: EntryChange): Platform | undefined {
  if (change.platform === undefined) return platform;
  return { os: '', architecture: '', ...platform, ...change.platform };
}

/** One platform cannot be said of several images; nor can it be told which of them is meant. */
function ambiguousPlatform(
  entries: readonly ListEntry[],
  platform: Partial<Platform> | undefined,
  source: number,
): readonly ListProblem[] {
  const { os, architecture, variant } = platform ?? {};
  if ([os, architecture, variant].every((word) => word === undefined)) return [];
  const images = entries.filter(({ descriptor }) => !isAttestation(descriptor));
  if (images.length < 2) return [];
  const words = { platform: shownPlatform({ os: '', architecture: '', ...platform }) };
  const names = images.slice(0, mostNamed).flatMap((each) => each.descriptor.platform ?? []);
  const detail = names.map(shownPlatform).join(', ');
  return [{ code: 'platform-ambiguous', severity: 'error', source, ...words, detail }];
}

/** Platforms that a message names. */
const mostNamed = 12;

/** Says it when an image is listed as something that its config does not say. */
function configProblems(
  { descriptor, source }: AssembledEntry,
  config: Platform | undefined,
): readonly ListProblem[] {
  const { platform, digest } = descriptor;
  if (platform === undefined || config === undefined || !hasWords(config)) return [];
  if (strictMatcher(config).match(platform)) return [];
  const words = { platform: shownPlatform(platform), other: shownPlatform(config) };
  return [{ code: 'differs-from-config', severity: 'warning', source, digest, ...words }];
}

/** What has one of the platforms, in the order of the list, and the attestations about it. */
function filtered(
  entries: readonly ListEntry[],
  only: readonly Platform[],
  source: number,
  problems: ListProblem[],
): readonly ListEntry[] {
  const kept = new Set<string>();
  for (const wanted of only) {
    const found = entries.filter(({ descriptor }) => isOneOf(descriptor, [wanted]));
    for (const { descriptor } of found) kept.add(descriptor.digest);
    const platform = shownPlatform(wanted);
    if (found.length > 0) continue;
    problems.push({ code: 'platform-missing', severity: 'error', source, platform });
  }
  return entries.filter(({ descriptor }) => {
    const subject = isAttestation(descriptor) ? attestedDigest(descriptor) : descriptor.digest;
    return subject !== undefined && kept.has(subject);
  });
}

function without(entries: readonly ListEntry[], except: readonly Platform[]): readonly ListEntry[] {
  const dropped = entries.filter(({ descriptor }) => isOneOf(descriptor, except));
  const digests = new Set(dropped.map(({ descriptor }) => descriptor.digest));
  return entries.filter(({ descriptor }) => {
    const subject = isAttestation(descriptor) ? attestedDigest(descriptor) : descriptor.digest;
    return subject === undefined || !digests.has(subject);
  });
}

function isOneOf(descriptor: Descriptor, platforms: readonly Platform[]): boolean {
  const { platform } = descriptor;
  if (platform === undefined || isAttestation(descriptor)) return false;
  return platforms.some((wanted) => strictMatcher(wanted).match(platform));
}
