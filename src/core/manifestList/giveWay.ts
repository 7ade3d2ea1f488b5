import { attestedDigest, isAttestation } from '../image/attestation.ts';
import { strictMatcher, type Matcher } from '../platform/match.ts';
import { normalizePlatform, type Platform } from '../platform/platform.ts';
import type { AssembledEntry } from './listEntry.ts';

/** Something that takes the place of what a list has for the same platform. */
interface Successor {
  readonly entry: AssembledEntry;
  readonly matcher: Matcher;
}

/**
 * Puts the entries of all sources in a row. What the sources that give way have for a platform of a later one
 * is replaced by it, in its place: of several that would do, clients take the first. An image that comes again
 * gives way to nothing, so that its attestations stay. What has taken a place stands at its own as well.
 *
 * @param lists the entries of each source
 * @param givesWay whether a source gives way, by its position
 */
export function giveWay(
  lists: readonly (readonly AssembledEntry[])[],
  givesWay: (source: number) => boolean,
): readonly AssembledEntry[] {
  return lists.flatMap((entries, at) =>
    givesWay(at) ? replaced(entries, lists.slice(at + 1).flat()) : entries,
  );
}

function replaced(
  entries: readonly AssembledEntry[],
  later: readonly AssembledEntry[],
): readonly AssembledEntry[] {
  const successors = successorsOf(later);
  const again = new Set(later.map(({ descriptor }) => descriptor.digest));
  const gone = new Set<string>();
  const kept = entries.map((entry) => {
    const { platform, digest } = entry.descriptor;
    if (platform === undefined || isAttestation(entry.descriptor) || again.has(digest))
      return entry;
    const successor = successors
      .get(bucketOf(platform))
      ?.find(({ matcher }) => matcher.match(platform))?.entry;
    if (successor === undefined) return entry;
    gone.add(digest);
    return successor;
  });
  return kept.filter(({ descriptor }) => {
    const subject = isAttestation(descriptor) ? attestedDigest(descriptor) : undefined;
    return subject === undefined || !gone.has(subject);
  });
}

function successorsOf(later: readonly AssembledEntry[]): ReadonlyMap<string, Successor[]> {
  const successors = new Map<string, Successor[]>();
  for (const entry of later) {
    const { platform } = entry.descriptor;
    if (platform === undefined || isAttestation(entry.descriptor)) continue;
    const successor = { entry, matcher: strictMatcher(platform) };
    const others = successors.get(bucketOf(platform));
    if (others) others.push(successor);
    else successors.set(bucketOf(platform), [successor]);
  }
  return successors;
}

/** Platforms of different ones never match strictly. */
function bucketOf(platform: Platform): string {
  const { os, architecture } = normalizePlatform(platform);
  return `${os}/${architecture}`;
}
