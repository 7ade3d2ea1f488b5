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

/** An object whose members are written in the order of the map; a plain one has names that are numbers first. */
type Written = ReadonlyMap<string, unknown>;

/**
 * The bytes of a manifest list as text: as `docker buildx imagetools create` writes them, two blanks to a
 * level, members in the order of the Go types of the OCI image specification 1.1 and names of annotations
 * sorted, so that the same list gets the same digest from both (buildx 0.29, util/imagetools/create.go).
 */
export function encodeList({ mediaType, entries, annotations, rest }: ListContent): string {
  const list = membersOf([
    ['schemaVersion', 2],
    ['mediaType', mediaType],
    ['manifests', entries.map(entryMembers)],
    ['annotations', annotations && sorted(annotations)],
    ...Object.entries(rest),
  ]);
  return write(list, '').replace(escaped, escapeSign);
}

function entryMembers({ descriptor, rest, platformRest }: ListEntry): Written {
  const { mediaType, digest, size, annotations, platform, artifactType } = descriptor;
  const { urls, data, ...others } = rest;
  return membersOf([
    ['mediaType', mediaType],
    ['digest', digest],
    ['size', size],
    ['urls', urls],
    ['annotations', annotations && sorted(annotations)],
    ['data', data],
    ['platform', platform && platformMembers(platform, platformRest)],
    ['artifactType', artifactType],
    ...Object.entries(others),
  ]);
}

function platformMembers(
  { os, architecture, variant, osVersion, osFeatures = [] }: Platform,
  rest: JsonObject = {},
): Written {
  return membersOf([
    ['architecture', architecture],
    ['os', os],
    ['os.version', osVersion],
    ['os.features', osFeatures.length > 0 ? osFeatures : undefined],
    ['variant', variant],
    ...Object.entries(rest),
  ]);
}

function membersOf(members: readonly (readonly [string, unknown])[]): Written {
  return new Map(members.filter(([, value]) => value !== undefined));
}

/** As `JSON.stringify` writes it with two blanks. @param indent of the line on which it begins */
function write(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (value instanceof Map) {
    const members = [...(value as Written)].map(
      ([name, member]) => `${inner}${JSON.stringify(name)}: ${write(member, inner)}`,
    );
    return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
  }
  if (Array.isArray(value) && value.some((each) => each instanceof Map)) {
    return `[\n${value.map((each) => inner + write(each, inner)).join(',\n')}\n${indent}]`;
  }
  return JSON.stringify(value, undefined, 2).replaceAll('\n', `\n${indent}`);
}

/** In the order of code points, as Go sorts the keys of a map; undefined when there are none. */
function sorted(texts: Readonly<Record<string, string>>): Written | undefined {
  const members = Object.entries(texts).sort(([a], [b]) => compareCodePoints(a, b));
  return members.length === 0 ? undefined : new Map(members);
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
