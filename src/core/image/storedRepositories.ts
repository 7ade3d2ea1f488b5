import { formatPlatformAll } from '../platform/platform.ts';
import type { StoredImage } from './storedImage.ts';

/** A name under which an image is kept. */
export interface StoredName {
  /** As docker takes it: `busybox:1.37`, `busybox@sha256:…`. */
  readonly reference: string;
  /** What tells it from the others of its repository: `1.37`, `@sha256:…`. */
  readonly label: string;
  readonly image: StoredImage;
}

/** A repository's images in a store. */
export interface StoredRepository {
  /** e.g. `busybox`, `registry.example.com:5000/team/app` */
  readonly name: string;
  /** At least one. */
  readonly names: readonly StoredName[];
}

/** A store's images as people look for them. */
export interface StoredImages {
  readonly repositories: readonly StoredRepository[];
  /** Without a name: what a newer build or pull has taken the name from. */
  readonly dangling: readonly StoredImage[];
}

/** By name, or the newest first. */
export type StoredOrder = 'name' | 'age';

/**
 * Puts images under the names of their repositories. What the engine writes and nobody could ask for
 * (`<none>`) is no name.
 *
 * @param filter words that are all to be found in a name, an id or a platform, e.g. `busy arm64`; '' for all
 */
export function groupStored(
  images: readonly StoredImage[],
  { order, filter }: { readonly order: StoredOrder; readonly filter: string },
): StoredImages {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const repositories = new Map<string, StoredName[]>();
  const dangling: StoredImage[] = [];
  for (const image of images) {
    const platforms = words.length === 0 ? '' : platformText(image);
    const names = namesOf(image);
    if (names.length === 0 && isWanted('', platforms, image, words)) dangling.push(image);
    for (const { repository, ...name } of names) {
      if (!isWanted(name.reference, platforms, image, words)) continue;
      const others = repositories.get(repository);
      if (others === undefined) repositories.set(repository, [name]);
      else others.push(name);
    }
  }
  const compareNames = (a: StoredName, b: StoredName) =>
    (order === 'age' ? newerFirst(a.image, b.image) : 0) || compareText(a.label, b.label);
  const sorted = [...repositories].map(([name, names]): StoredRepository => {
    return { name, names: names.sort(compareNames) };
  });
  sorted.sort(
    (a, b) => (order === 'age' ? newestOf(b) - newestOf(a) : 0) || compareText(a.name, b.name),
  );
  return { repositories: sorted, dangling: dangling.sort(newerFirst) };
}

/** Whether the image has no name of its own. */
function namesOf(image: StoredImage): readonly (StoredName & { readonly repository: string })[] {
  const tagged = image.tags.flatMap((reference) => {
    const colon = reference.lastIndexOf(':');
    const isTag = colon > reference.lastIndexOf('/');
    if (!isTag || reference.includes('<none>')) return [];
    const [repository, label] = [reference.slice(0, colon), reference.slice(colon + 1)];
    return [{ reference, label, image, repository }];
  });
  if (tagged.length > 0) return tagged;
  // Pulled by digest. Beside a tag the digest is only another name of the same.
  return image.digests.flatMap((reference) => {
    const at = reference.indexOf('@');
    if (at === -1 || reference.includes('<none>')) return [];
    const [repository, label] = [reference.slice(0, at), reference.slice(at)];
    return [{ reference, label, image, repository }];
  });
}

function isWanted(
  reference: string,
  platforms: string,
  { id }: StoredImage,
  words: readonly string[],
): boolean {
  if (words.length === 0) return true;
  const name = reference.toLowerCase();
  const digest = id.slice(id.indexOf(':') + 1);
  return words.every(
    (word) => name.includes(word) || platforms.includes(word) || digest.startsWith(word),
  );
}

function platformText({ platforms = [] }: StoredImage): string {
  return platforms.map(({ platform }) => formatPlatformAll(platform)).join(' ');
}

function newerFirst(a: StoredImage, b: StoredImage): number {
  return (b.created ?? 0) - (a.created ?? 0);
}

function newestOf({ names }: StoredRepository): number {
  return names.reduce((newest, { image }) => Math.max(newest, image.created ?? 0), 0);
}

/** By code units, as no locale is known here. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
