import { onlyMatcher, strictMatcher, type Matcher } from '../platform/match.ts';
import {
  formatPlatformAll,
  normalizePlatform,
  parsePlatform,
  type Platform,
} from '../platform/platform.ts';

/** A node of a builder, as far as the split looks at it. Platforms are specifiers. */
export interface BuildNode {
  readonly name: string;
  /** Platforms that the user pinned to the node (`buildx create --platform`). */
  readonly platforms: readonly string[];
  /** Platforms that the node's worker reports. */
  readonly workers: readonly string[];
}

/** What one node builds. */
export interface NodeAssignment {
  readonly node: string;
  /** Normalised specifiers, in the order in which they were asked for. */
  readonly platforms: readonly string[];
}

/**
 * Which node builds which platform, as buildx 0.36 decides it (build/resolver/driver.go). When every
 * platform is pinned to some node, only pins count. Otherwise pins and workers count together, a node
 * also takes what its platforms can run, and what nobody takes goes to the first node. The best match
 * wins, the earlier node among equals; load and emulation play no part.
 *
 * Specifiers that cannot be parsed match nothing.
 */
export function assignNodes(
  nodes: readonly BuildNode[],
  requested: readonly string[],
): readonly NodeAssignment[] {
  const [first] = nodes;
  if (first === undefined) return [];
  if (requested.length === 0) return [{ node: first.name, platforms: [] }];

  const wanted = requested.map((text) => ({ text, platform: readPlatform(text) }));
  const pinned = offersOf(nodes, (node) => node.platforms, strictMatcher);
  const byPin = wanted.map(({ platform }) => platform && findNode(pinned, platform));
  const isSettled = byPin.every((node) => node !== undefined);
  const all = isSettled
    ? []
    : offersOf(nodes, (node) => [...node.platforms, ...node.workers], onlyMatcher);

  const assignments = new Map<BuildNode, string[]>();
  for (const [index, { text, platform }] of wanted.entries()) {
    const found = isSettled ? byPin[index] : platform && findNode(all, platform);
    const node = found ?? first;
    const platforms = assignments.get(node) ?? [];
    platforms.push(platform === undefined ? text : formatPlatformAll(platform));
    assignments.set(node, platforms);
  }
  return [...assignments].map(([node, platforms]) => ({ node: node.name, platforms }));
}

/** A platform that a node has, with the matcher for what it can be asked for. */
interface Offer {
  readonly node: BuildNode;
  readonly platform: Platform;
  readonly matcher: Matcher;
}

function offersOf(
  nodes: readonly BuildNode[],
  specifiers: (node: BuildNode) => readonly string[],
  matcherOf: (platform: Platform) => Matcher,
): readonly Offer[] {
  return nodes.flatMap((node) =>
    specifiers(node).flatMap((text) => {
      const platform = readPlatform(text);
      return platform === undefined ? [] : [{ node, platform, matcher: matcherOf(platform) }];
    }),
  );
}

function findNode(offers: readonly Offer[], wanted: Platform): BuildNode | undefined {
  let best: Offer | undefined;
  for (const offer of offers) {
    if (!offer.matcher.match(wanted)) continue;
    if (best === undefined || offer.matcher.less(wanted, best.platform)) best = offer;
  }
  return best?.node;
}

function readPlatform(text: string): Platform | undefined {
  const parsed = parsePlatform(text);
  return parsed.ok ? normalizePlatform(parsed.value) : undefined;
}
