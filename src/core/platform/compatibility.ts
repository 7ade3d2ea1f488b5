import type { Architecture } from './architecture.ts';

/**
 * How far a normalised architecture is from the one that is wanted: 0 is the best, undefined cannot
 * serve it.
 */
export type Distance = (candidate: Architecture) => number | undefined;

/** Oldest 32-bit ARM level that newer ones still run. */
const OLDEST_ARM_LEVEL = 5;
const ARM64_V8_LAST_MINOR = 9;
const ARM64_V9_LAST_MINOR = 7;
/** Armv9.x contains Armv8.(x+5). */
const ARM64_V9_LEAD = 5;

/**
 * The architectures that serve a normalised one, best first: amd64 levels downwards and then 386,
 * 32-bit ARM levels downwards, arm64 levels downwards and then 32-bit ARM; anything else only itself.
 * As platforms.Only of containerd/platforms v1.0.0-rc.4, which lists them; distances are computed
 * because a level may be any number.
 */
export function distanceFrom(wanted: Architecture): Distance {
  switch (wanted.architecture) {
    case 'amd64':
      return distanceFromAmd64(wanted);
    case 'arm':
      return distanceFromArm(wanted);
    case 'arm64':
      return distanceFromArm64(wanted);
    default:
      return (candidate) => (isSame(candidate, wanted) ? 0 : undefined);
  }
}

function distanceFromAmd64(wanted: Architecture): Distance {
  const level = readLevel(wanted.variant) ?? 1;
  return (candidate) => {
    if (isSame(candidate, wanted)) return 0;
    if (candidate.architecture === '386') {
      return candidate.variant === '' ? Math.max(level, 1) : undefined;
    }
    if (candidate.architecture !== 'amd64') return undefined;
    const lower = candidate.variant === '' ? 1 : readPlainLevel(candidate.variant);
    return lower !== undefined && lower < level ? level - lower : undefined;
  };
}

function distanceFromArm(wanted: Architecture): Distance {
  const level = readLevel(wanted.variant) ?? 0;
  return (candidate) => {
    if (isSame(candidate, wanted)) return 0;
    if (candidate.architecture !== 'arm') return undefined;
    const lower = readPlainLevel(candidate.variant);
    return lower !== undefined && lower >= OLDEST_ARM_LEVEL && lower < level
      ? level - lower
      : undefined;
  };
}

function distanceFromArm64(wanted: Architecture): Distance {
  const version = readArm64Version(wanted.variant);
  // A version that the library does not know matches nothing, not even itself.
  if (version === undefined) return () => undefined;
  const v9Count = version.major === 9 ? version.minor + 1 : 0;
  const v8Top =
    version.major === 9
      ? Math.min(version.minor + ARM64_V9_LEAD, ARM64_V8_LAST_MINOR)
      : version.minor;
  const armDistance = distanceFromArm({ architecture: 'arm', variant: 'v8' });
  return (candidate) => {
    if (candidate.architecture === 'arm') {
      const distance = armDistance(candidate);
      return distance === undefined ? undefined : v9Count + v8Top + 1 + distance;
    }
    const lower =
      candidate.architecture === 'arm64' ? readArm64Version(candidate.variant) : undefined;
    if (lower === undefined) return undefined;
    if (lower.major === 9) return lower.minor < v9Count ? v9Count - 1 - lower.minor : undefined;
    return lower.minor <= v8Top ? v9Count + v8Top - lower.minor : undefined;
  };
}

function isSame(a: Architecture, b: Architecture): boolean {
  return a.architecture === b.architecture && a.variant === b.variant;
}

/** The number in a variant that is asked for, written as Go's Atoi accepts it: `v3`, `3`, `v03`, `v+3`. */
function readLevel(variant: string): number | undefined {
  const digits = variant.startsWith('v') ? variant.slice(1) : variant;
  const level = /^[+-]?[0-9]+$/.test(digits) ? Number(digits) : undefined;
  return level !== undefined && level <= Number.MAX_SAFE_INTEGER ? level : undefined;
}

/** The number in a variant that is offered, which must be written the plain way: `v3`. */
function readPlainLevel(variant: string): number | undefined {
  return /^v[1-9][0-9]*$/.test(variant) ? Number(variant.slice(1)) : undefined;
}

function readArm64Version(variant: string): { major: 8 | 9; minor: number } | undefined {
  if (variant === '' || variant === 'v8') return { major: 8, minor: 0 };
  if (variant === 'v9') return { major: 9, minor: 0 };
  const [, written, digit] = /^v([89])\.([1-9])$/.exec(variant) ?? [];
  const minor = Number(digit);
  if (written === '8') return { major: 8, minor };
  return written === '9' && minor <= ARM64_V9_LAST_MINOR ? { major: 9, minor } : undefined;
}
