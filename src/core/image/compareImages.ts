import { compareConfigs, type ConfigDifference } from './compareConfigs.ts';
import type { ImageInspection, PlatformInspection } from './inspection.ts';

/** What became of the platforms of an image. Platforms are normalised and formatted. */
export interface ImageComparison {
  /** Whether both names name the same bytes. */
  readonly same: boolean;
  readonly added: readonly string[];
  readonly lost: readonly string[];
  readonly changed: readonly ChangedPlatform[];
  readonly unchanged: readonly string[];
}

/** A platform that both have, with different manifests. */
export interface ChangedPlatform {
  readonly platform: string;
  /** Digests of the manifests. */
  readonly before: string;
  readonly after: string;
  /** In which the configs differ; absent when one of them is not known. */
  readonly differences?: readonly ConfigDifference[];
}

/** Compares two images, e.g. two tags. Of several entries for one platform the first counts: it is pulled. */
export function compareImages(before: ImageInspection, after: ImageInspection): ImageComparison {
  const [old, now] = [byPlatform(before), byPlatform(after)];
  const both = [...old].flatMap(([platform, entry]) => {
    const other = now.get(platform);
    return other === undefined ? [] : [{ platform, entry, other }];
  });
  return {
    same: before.digest === after.digest,
    added: [...now.keys()].filter((platform) => !old.has(platform)),
    lost: [...old.keys()].filter((platform) => !now.has(platform)),
    changed: both.flatMap(({ platform, entry, other }) =>
      entry.digest === other.digest ? [] : [changed(platform, entry, other)],
    ),
    unchanged: both.flatMap(({ platform, entry, other }) =>
      entry.digest === other.digest ? [platform] : [],
    ),
  };
}

function byPlatform({ platforms }: ImageInspection): ReadonlyMap<string, PlatformInspection> {
  const first = new Map<string, PlatformInspection>();
  for (const entry of platforms) if (!first.has(entry.platform)) first.set(entry.platform, entry);
  return first;
}

function changed(
  platform: string,
  { digest: before, details: left }: PlatformInspection,
  { digest: after, details: right }: PlatformInspection,
): ChangedPlatform {
  if (!left.known || !right.known) return { platform, before, after };
  return { platform, before, after, differences: compareConfigs(left.value, right.value) };
}
