import { familiarName, type Reference } from '../image/reference.ts';
import { readPlatformWord } from '../platform/platformWord.ts';

/** An image whose name says for which platform it is. */
export interface FamilyImage {
  /** As people write it, with the tag: `ghcr.io/team/app:1.0-arm64`. */
  readonly reference: string;
  /** Formatted: `linux/arm64`. It is what the name says, not what the image is. */
  readonly platform: string;
}

/** Images of one thing, each for a platform. */
export interface TagFamily {
  /** The name without the words for platforms, which the list may have: `ghcr.io/team/app:1.0`. */
  readonly name: string;
  /** In the order of the platforms' names; of one platform possibly several. */
  readonly images: readonly FamilyImage[];
}

/** What a name says, and the name that is left without it. */
export interface FamilyName {
  readonly name: string;
  readonly platform?: string;
}

/**
 * What an image's name says of its platform: in the tag (`app:1.0-arm64`, `app:arm64`), in the name of the
 * repository (`app-arm64:1.0`) or in a folder of its path (`arm64v8/app:1.0`). The tag goes first. A name that
 * says the platform twice, and the same one, says it once.
 */
export function readFamilyName({
  domain,
  path,
  tag = 'latest',
}: Pick<Reference, 'domain' | 'path' | 'tag'>): FamilyName {
  const inTag = readPlatformWord(tag);
  const inPath = readPath(path);
  const isSame = inTag === undefined || inPath?.platform === inTag.platform;
  const folder = inPath && isSame ? inPath.path : path;
  const platform = inTag?.platform ?? inPath?.platform;
  const base =
    inTag === undefined ? tag : withoutWord(inTag.pattern.replace(besideWord, '*')) || 'latest';
  const os = windows.test(`${path}:${tag}`) ? platform?.replace(/^linux\//, 'windows/') : platform;
  return {
    name: `${familiarName({ domain, path: folder })}:${base}`,
    ...(os !== undefined && { platform: os }),
  };
}

/** Images of Windows, which name it in front of the architecture. */
const besideWord = /windows[._-]\*/;

const windows = /(?<![a-z])(?:windows|nanoserver|servercore|windowsservercore)(?![a-z])/;

/** The families among images, in the order of their first members. Images whose names say no platform are in none. */
export function findTagFamilies(
  images: readonly Pick<Reference, 'domain' | 'path' | 'tag' | 'familiar'>[],
): readonly TagFamily[] {
  const families = new Map<string, Map<string, FamilyImage>>();
  for (const image of images) {
    const { name, platform } = readFamilyName(image);
    if (platform === undefined) continue;
    const family = families.get(name) ?? new Map<string, FamilyImage>();
    families.set(name, family);
    family.set(image.familiar, { reference: image.familiar, platform });
  }
  return [...families].map(([name, members]) => ({
    name,
    images: [...members.values()].sort((a, b) =>
      a.platform === b.platform ? order(a.reference, b.reference) : order(a.platform, b.platform),
    ),
  }));
}

/** Words that repositories of one architecture are called by, the official images' first. */
const siblingWords: readonly string[] = [
  ...['amd64', 'arm64v8', 'arm32v7', 'arm32v6', 'arm32v5', 'i386', 'ppc64le', 's390x', 'riscv64'],
  ...['arm64', 'armv7', 'armhf', 'x86_64', 'aarch64', '386'],
];

/**
 * Paths that the other repositories of a family may have: `arm64v8/app` has a sibling `amd64/app`. None where
 * the path says no platform. Whether they exist is not known.
 */
export function siblingPaths(path: string): readonly string[] {
  const found = readPath(path);
  if (found === undefined) return [];
  return siblingWords
    .map((word) => found.pattern.replace('*', () => word))
    .filter((sibling) => sibling !== path);
}

/** Whether two paths of a registry differ in nothing but the word for a platform. */
export function isSiblingPath(path: string, other: string): boolean {
  return path !== other && (readPath(path)?.path ?? path) === readPath(other)?.path;
}

interface PathWord {
  readonly platform: string;
  /** Without the word. */
  readonly path: string;
  /** With `*` in its place. */
  readonly pattern: string;
}

/** The last part of a path that says a platform, unless nothing would be left of the path. */
function readPath(path: string): PathWord | undefined {
  const parts = path.split('/');
  for (let at = parts.length - 1; at >= 0; at--) {
    const found = readPlatformWord(parts[at] ?? '');
    if (found === undefined) continue;
    const left = withoutWord(found.pattern);
    const rest = parts.with(at, left).filter((part) => part !== '');
    if (rest.length === 0) return undefined;
    const pattern = parts.with(at, found.pattern).join('/');
    return { platform: found.platform, path: rest.join('/'), pattern };
  }
  return undefined;
}

/** A pattern without its sign, and without what joined the word to the rest: `1.0-*` is `1.0`. */
function withoutWord(pattern: string): string {
  const at = pattern.indexOf('*');
  const before = pattern.slice(0, at);
  const after = pattern.slice(at + 1);
  if (before === '') return after.replace(/^[._-]+/, '');
  return `${before.replace(/[._-]$/, '')}${after}`;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
