import { parseTagName, type TagName } from './tagName.ts';

/** A tag that might stand in for another one. */
export interface TagCandidate {
  readonly tag: string;
  /** When it was last pushed (RFC 3339), where the registry tells. */
  readonly lastUpdated?: string;
}

/**
 * Orders tags by how well they stand in for the current one: first those of the same variant (`-slim`,
 * `-alpine`), among them the nearest version, then the nearest release of the distribution, then the
 * nearest day. Of two that are as near, the newer one comes first. Tags for a single architecture, and
 * those of unfinished versions for a finished one, come behind.
 *
 * @param current the tag as written; `latest` where there is none
 */
export function rankTags<T extends TagCandidate>(
  current: string,
  candidates: readonly T[],
): readonly T[] {
  const wanted = parseTagName(current);
  return candidates
    .map((candidate) => {
      const name = parseTagName(candidate.tag);
      const isCurrent = candidate.tag === current;
      return { candidate, name, distance: isCurrent ? [] : distance(wanted, name) };
    })
    .sort(
      (a, b) =>
        compareNumbers(a.distance, b.distance) ||
        compareNumbers(b.name.version, a.name.version) ||
        (b.name.release?.number ?? 0) - (a.name.release?.number ?? 0) ||
        (b.name.day ?? 0) - (a.name.day ?? 0) ||
        compareTexts(b.candidate.lastUpdated ?? '', a.candidate.lastUpdated ?? '') ||
        compareTexts(a.candidate.tag, b.candidate.tag),
    )
    .map(({ candidate }) => candidate);
}

/** How far a tag is from the wanted one, the weightiest first. */
function distance(wanted: TagName, name: TagName): readonly number[] {
  return [
    Number(name.namesArchitecture),
    variantDistance(wanted, name),
    Number(name.isUnfinished && !wanted.isUnfinished),
    ...versionDistance(wanted, name),
    variantVersionDistance(wanted, name),
    releaseDistance(wanted, name),
    dayDistance(wanted, name),
    Number(wanted.hasV !== name.hasV && wanted.version.length > 0),
  ];
}

/** A word that is lost weighs more than one that is added: `3.9-slim` → `3.9-slim-fat`, not `3.9`. */
function variantDistance({ variant: wanted }: TagName, { variant }: TagName): number {
  const lost = [...wanted.keys()].filter((word) => !variant.has(word)).length;
  const added = [...variant.keys()].filter((word) => !wanted.has(word)).length;
  return lost * 2 + added;
}

/**
 * How much of the version differs, then by how much. For `1.2.3` comes `1.2.3.1`, then `1.2.4`, then
 * `1.2`, which floats, then `1.3.0`.
 */
function versionDistance(
  wanted: TagName,
  { version, channel, release, day }: TagName,
): readonly [part: number, size: number] {
  if (wanted.version.length === 0) {
    // A day alone is a state on the way to the next version.
    const isPassing = day !== undefined && wanted.day === undefined && release === undefined;
    if (version.length > 0 || isPassing) return [1, Number(version.length === 0)];
    return [0, Number(channel !== wanted.channel)];
  }
  const at = firstDifference(wanted.version, version);
  if (at === wanted.version.length) return at === version.length ? [-Infinity, 0] : [-at, 0];
  const [wantedPart = 0, part = Infinity] = [wanted.version[at], version[at]];
  return [-at, Math.abs(part - wantedPart)];
}

/** How far the versions behind the words of the variant are: of `alpine3.18` and `alpine3.20`. */
function variantVersionDistance({ variant: wanted }: TagName, { variant }: TagName): number {
  let sum = 0;
  for (const [word, numbers] of wanted) {
    const others = variant.get(word) ?? numbers;
    const at = firstDifference(numbers, others);
    if (at === Math.max(numbers.length, others.length)) continue;
    const [number, other] = [numbers[at], others[at]];
    const size = number === undefined || other === undefined ? 0.5 : Math.abs(other - number);
    // The newer one of two that are as far.
    const older = (other ?? 0) < (number ?? 0) ? 0.25 : 0;
    sum += at === 0 ? 1000 + size + older : size + older;
  }
  return sum;
}

function releaseDistance({ release: wanted }: TagName, { release }: TagName): number {
  if (!wanted || !release) return wanted || release ? 1000 : 0;
  return wanted.family === release.family ? Math.abs(release.number - wanted.number) : 2000;
}

function dayDistance({ day: wanted }: TagName, { day }: TagName): number {
  if (wanted === undefined || day === undefined) return wanted === day ? 0 : Infinity;
  return Math.abs(day - wanted);
}

/** Position of the first part that is not the same in both, or that only one of them has. */
function firstDifference(a: readonly number[], b: readonly number[]): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) if (a[at] !== b[at]) return at;
  return shorter;
}

/** Part by part; what goes on is more than what has ended. */
function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const at = firstDifference(a, b);
  const [left, right] = [a[at], b[at]];
  if (left === undefined || right === undefined) return a.length - b.length;
  return left < right ? -1 : 1;
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
