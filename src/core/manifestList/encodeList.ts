import type { JsonObject } from '../image/jsonFields.ts';
import type { Platform } from '../platform/platform.ts';
import type { ListEntry } from './listEntry.ts';

/** What a manifest list says, in the order in which it is written. */
export interface ListContent {
  readonly mediaType: string;
  readonly entries: readonly ListEntry[];
  readonly annotations?: Readonly<Record<string, string>>;
  /** Members that mean nothing to us; written last. */
  readonly rest: JsonObject;
}

/** What Go's encoder writes as escapes, so that JSON can stand in HTML. */
const escaped = /[<>&\u2028\u2029]/g;

/**
 * The bytes of a manifest list as text: as `docker buildx imagetools create` writes them, two blanks to a
 * level, members in the order of the Go types of the OCI image specification 1.1 and names of annotations
 * sorted, so that the same list gets the same digest from both (buildx 0.29, util/imagetools/create.go).
 */
export function encodeList({ mediaType, entries, annotations, rest }: ListContent): string {
  const list = {
    schemaVersion: 2,
    mediaType,
    manifests: entries.map(entryMembers),
    ...(annotations && hasMembers(annotations) && { annotations: sorted(annotations) }),
    ...rest,
  };
  return JSON.stringify(list, undefined, 2).replace(escaped, escapeSign);
}

function entryMembers({ descriptor, rest }: ListEntry): JsonObject {
  const { mediaType, digest, size, annotations, platform, artifactType } = descriptor;
  const { urls, data, ...others } = rest;
  return {
    ...{ mediaType, digest, size },
    ...(urls !== undefined && { urls }),
    ...(annotations && hasMembers(annotations) && { annotations: sorted(annotations) }),
    ...(data !== undefined && { data }),
    ...(platform && { platform: platformMembers(platform) }),
    ...(artifactType !== undefined && { artifactType }),
    ...others,
  };
}

function platformMembers({ os, architecture, variant, osVersion, osFeatures }: Platform) {
  return {
    architecture,
    os,
    ...(osVersion !== undefined && { 'os.version': osVersion }),
    ...(osFeatures && osFeatures.length > 0 && { 'os.features': osFeatures }),
    ...(variant !== undefined && { variant }),
  };
}

function hasMembers(object: object): boolean {
  return Object.keys(object).length > 0;
}

/** In the order of code points, as Go sorts the keys of a map. */
function sorted(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).sort(([a], [b]) => compareCodePoints(a, b)));
}

function compareCodePoints(left: string, right: string): number {
  const [a, b] = [Array.from(left), Array.from(right)];
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = (a[at]?.codePointAt(0) ?? 0) - (b[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function escapeSign(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
