import { manifestKind } from '../image/mediaTypes.ts';
import { giveWay } from './giveWay.ts';
import { encodeList } from './encodeList.ts';
import { platformProblems } from './listedPlatforms.ts';
import type { AssembledEntry, ReadManifest } from './listEntry.ts';
import type { ListProblem } from './listProblem.ts';
import { entriesOf, hasAnnotations, hasChange, readSource, type ListSource } from './listSource.ts';

/** What is wanted of the list as a whole. */
export interface ListWishes {
  /** Docker's manifest list or OCI's index; when left out the sources decide. */
  readonly type?: 'docker' | 'oci';
  readonly annotations?: Readonly<Record<string, string>>;
  /** Whether a single image is to stay one, instead of being put into a list of its own. */
  readonly asIs?: boolean;
}

/** A manifest list that can be published. */
export interface AssembledList {
  readonly mediaType: string;
  readonly entries: readonly AssembledEntry[];
  /** Of the list itself; absent where it has none. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** The bytes as text. */
  readonly body: string;
  /** Whether the bytes are those of the only source. */
  readonly isCopy: boolean;
}

/** A list, or why there is none. Warnings may be there in both cases. */
export interface Assembly {
  readonly list?: AssembledList;
  readonly problems: readonly ListProblem[];
}

const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
const DOCKER_TYPES = 'application/vnd.docker.';

/**
 * Makes a manifest list of images and other lists, in their order. Lists are flattened with their
 * attestations, the same image twice is there once, and a single list of which nothing is to be changed
 * stays the bytes that it is.
 *
 * A platform is written as the source says it: by the descriptor, else by the config. That is where the
 * result differs from `docker buildx imagetools create` (0.29), which drops the variant v8 of arm64,
 * os.version and os.features; everything else is the same, byte for byte.
 */
export function assembleList(sources: readonly ListSource[], wishes: ListWishes = {}): Assembly {
  const problems: ListProblem[] = [];
  const read = sources.map((source, at) => readSource(source, at, problems));
  if (sources.length === 0) problems.push({ code: 'no-sources', severity: 'error' });
  const copy = unchangedList(sources, read, wishes);
  const lists = sources.map((source, at) => entriesOf(source, read[at], at, problems));
  // Also takes away what stands at its own place and at that of what has given way to it.
  const entries = withoutDuplicates(giveWay(lists, (at) => sources[at]?.givesWay === true));
  problems.push(...platformProblems(entries, copy !== undefined));
  const mediaType = copy?.mediaType ?? listType(entries, wishes);
  problems.push(...typeProblems(entries, mediaType, wishes));
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  const only = sources.length === 1 ? read[0] : undefined;
  const annotations = { ...annotationsOf(only), ...wishes.annotations };
  const said = { entries, ...(hasAnnotations(annotations) && { annotations }) };
  if (copy) return { list: { ...copy, ...said, isCopy: true }, problems };
  const body = encodeList({ mediaType, entries, annotations, rest: only?.rest ?? {} });
  return { list: { mediaType, ...said, body, isCopy: false }, problems };
}

/** The only source as it is, if nobody wants it otherwise. */
function unchangedList(
  sources: readonly ListSource[],
  read: readonly (ReadManifest | undefined)[],
  { type, annotations, asIs = false }: ListWishes,
): { readonly mediaType: string; readonly body: string } | undefined {
  const [source] = sources;
  const manifest = read[0]?.manifest;
  if (sources.length !== 1 || source === undefined || !manifest) return undefined;
  if (manifest.kind === 'image' && asIs) {
    return { mediaType: manifest.mediaType, body: source.body };
  }
  if (manifest.kind !== 'index') return undefined;
  const { mediaType } = manifest;
  const isOtherType = type !== undefined && mediaType !== typeNames[type];
  const isChanged =
    source.only !== undefined ||
    source.except !== undefined ||
    hasChange(source.change) ||
    isOtherType;
  return isChanged || hasAnnotations(annotations) ? undefined : { mediaType, body: source.body };
}

const typeNames = { docker: DOCKER_LIST, oci: OCI_INDEX } as const;

function annotationsOf(read: ReadManifest | undefined): Readonly<Record<string, string>> {
  return read?.manifest.kind === 'index' ? (read.manifest.annotations ?? {}) : {};
}

/** The same image twice is one entry, which says what the later one says of it. */
function withoutDuplicates(entries: readonly AssembledEntry[]): readonly AssembledEntry[] {
  const byDigest = new Map<string, AssembledEntry>();
  for (const entry of entries) {
    const first = byDigest.get(entry.descriptor.digest);
    byDigest.set(entry.descriptor.digest, first ? merged(first, entry) : entry);
  }
  return [...byDigest.values()];
}

function merged(first: AssembledEntry, second: AssembledEntry): AssembledEntry {
  const platform = second.descriptor.platform ?? first.descriptor.platform;
  const annotations = { ...first.descriptor.annotations, ...second.descriptor.annotations };
  return {
    source: first.source,
    descriptor: {
      ...second.descriptor,
      ...first.descriptor,
      ...(platform && { platform }),
      ...(hasAnnotations(annotations) && { annotations }),
    },
    rest: { ...second.rest, ...first.rest },
    platformRest: { ...second.platformRest, ...first.platformRest },
  };
}

/** Docker's list for Docker's images, OCI's index for all else and wherever there are annotations. */
function listType(entries: readonly AssembledEntry[], { type, annotations }: ListWishes): string {
  if (type !== undefined) return typeNames[type];
  const isDocker = entries.every(({ descriptor }) => descriptor.mediaType.startsWith(DOCKER_TYPES));
  return isDocker && !hasAnnotations(annotations) ? DOCKER_LIST : OCI_INDEX;
}

function typeProblems(
  entries: readonly AssembledEntry[],
  mediaType: string,
  wishes: ListWishes,
): readonly ListProblem[] {
  const problems: ListProblem[] = [];
  for (const { descriptor, source } of entries) {
    if (manifestKind(descriptor.mediaType) !== 'index') continue;
    problems.push({ code: 'nested-list', severity: 'warning', source, digest: descriptor.digest });
  }
  if (mediaType !== DOCKER_LIST || wishes.type !== 'docker') return problems;
  if (hasAnnotations(wishes.annotations)) {
    problems.push({ code: 'annotations-need-oci', severity: 'error' });
  }
  const foreign = entries.find(({ descriptor }) => !descriptor.mediaType.startsWith(DOCKER_TYPES));
  if (foreign) {
    const { source, descriptor } = foreign;
    const digest = descriptor.digest;
    problems.push({ code: 'oci-in-docker-list', severity: 'warning', source, digest });
  }
  return problems;
}
