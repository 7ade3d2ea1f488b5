import { onlyMatcher } from '../platform/match.ts';
import type { Platform } from '../platform/platform.ts';
import { fail, succeed, type Result } from '../result.ts';

/** An entry of an index, as far as the choice looks at it. */
export interface Candidate {
  /** As written in the index; some tools leave it out. */
  readonly platform?: Platform | null;
  /** Platform of the entry's image config, where it was read: it decides for an entry without platform. */
  readonly config?: Platform;
}

/**
 * The position of the entry that BuildKit takes for a platform: the best that matches, the first of
 * equals. An entry without platform is taken only when no other matches, and then its image config must
 * match. As images.Manifest of containerd 2.3 with platforms.Only, and its message.
 *
 * BuildKit on Linux does not order Windows entries by version, and neither does this.
 */
export function selectManifest(
  candidates: readonly Candidate[],
  platform: Platform,
): Result<number> {
  const matcher = onlyMatcher(platform);
  let best: { readonly platform: Platform; readonly position: number } | undefined;
  for (const [position, candidate] of candidates.entries()) {
    const offered = candidate.platform;
    if (!offered || !matcher.match(offered)) continue;
    if (best === undefined || matcher.less(offered, best.platform)) {
      best = { platform: offered, position };
    }
  }
  if (best !== undefined) return succeed(best.position);

  const unnamed = firstWithoutPlatform(candidates);
  const config = candidates[unnamed]?.config;
  return config !== undefined && matcher.match(config)
    ? succeed(unnamed)
    : fail('no match for platform in manifest');
}

/**
 * The position of the entry that BuildKit falls back to when no entry's platform matches; -1 without one.
 */
export function firstWithoutPlatform(candidates: readonly Candidate[]): number {
  return candidates.findIndex((candidate) => !candidate.platform);
}
