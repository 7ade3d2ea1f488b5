import { distanceFrom, type Distance } from './compatibility.ts';
import { normalizePlatform, type Platform } from './platform.ts';
import { runsWindowsVersion } from './windowsVersion.ts';

/** Decides which of the platforms on offer serve the one that is wanted. */
export interface Matcher {
  /** Whether the candidate can stand in for the wanted platform. */
  match(candidate: Platform): boolean;
  /** Whether `a` serves better than `b`; what serves comes before what does not. */
  less(a: Platform, b: Platform): boolean;
}

/** Windows' kernel interface, which every Windows has. */
const WIN32K = 'win32k';

/**
 * Accepts what a machine of this platform can run, best first: `linux/arm64` also takes 32-bit ARM,
 * `linux/amd64` also takes `linux/386`. As platforms.Only of containerd/platforms v1.0.0-rc.4.
 */
export function onlyMatcher(platform: Platform): Matcher {
  const wanted = normalizePlatform(platform);
  return matcherOf(wanted, distanceFrom({ ...wanted, variant: wanted.variant ?? '' }));
}

/** Accepts this platform alone, however it is spelled. As platforms.OnlyStrict of containerd/platforms. */
export function strictMatcher(platform: Platform): Matcher {
  const wanted = normalizePlatform(platform);
  return matcherOf(wanted, ({ architecture, variant }) =>
    architecture === wanted.architecture && variant === (wanted.variant ?? '') ? 0 : undefined,
  );
}

function matcherOf(wanted: Platform, distance: Distance): Matcher {
  const isWindows = wanted.os === 'windows';
  const allowed = new Set(wanted.osFeatures);
  if (isWindows) allowed.add(WIN32K);

  function distanceOf(candidate: Platform): number {
    const offered = normalizePlatform(candidate);
    const runs =
      offered.os === wanted.os &&
      (!isWindows || runsWindowsVersion(wanted.osVersion ?? '', offered.osVersion ?? '')) &&
      (offered.osFeatures ?? []).every((feature) => allowed.has(feature));
    if (!runs) return Infinity;
    return distance({ ...offered, variant: offered.variant ?? '' }) ?? Infinity;
  }

  return {
    match: (candidate) => distanceOf(candidate) !== Infinity,
    less(a, b) {
      const [distanceA, distanceB] = [distanceOf(a), distanceOf(b)];
      if (distanceA !== distanceB) return distanceA < distanceB;
      // Of two that serve alike, the one that uses more of what is there.
      if (distanceA !== Infinity) return featureCount(a) > featureCount(b);
      return distanceOf(withoutFeatures(a)) < distanceOf(withoutFeatures(b));
    },
  };
}

function featureCount(platform: Platform): number {
  return platform.osFeatures?.length ?? 0;
}

function withoutFeatures(platform: Platform): Platform {
  return { ...platform, osFeatures: [] };
}
