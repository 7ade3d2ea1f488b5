import { formatPlatform, normalizePlatform, parsePlatform } from '../platform/platform.ts';

/** What a build was asked for beside what came out of it. */
export interface PlatformComparison {
  /** Asked for and there. */
  readonly present: readonly string[];
  /** Asked for and not there. */
  readonly missing: readonly string[];
  /** There and not asked for. */
  readonly unexpected: readonly string[];
}

/**
 * Compares platforms by what they mean: `linux/arm64/v8` is `linux/arm64`, and Windows builds are not
 * told apart. Each is named once, normalised.
 */
export function comparePlatforms(
  asked: readonly string[],
  found: readonly string[],
): PlatformComparison {
  const wanted = new Set(asked.map(normalized));
  const there = new Set(found.map(normalized));
  return {
    present: [...wanted].filter((platform) => there.has(platform)),
    missing: [...wanted].filter((platform) => !there.has(platform)),
    unexpected: [...there].filter((platform) => !wanted.has(platform)),
  };
}

function normalized(text: string): string {
  const platform = parsePlatform(text);
  return platform.ok ? formatPlatform(normalizePlatform(platform.value)) : text;
}
