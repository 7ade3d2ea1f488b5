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

/** Which node gets one of the platforms that were asked for. */
export interface NodeDecision {
  /** As it was asked for. */
  readonly requested: string;
  /** Normalised specifier; the text itself when it is none. */
  readonly platform: string;
  readonly node: string;
  /** Whether the node has it or can run it; else it is the first node because no node has it. */
  readonly matched: boolean;
}

/** How buildx spreads platforms over nodes. */
export interface NodeDecisions {
  /** Whether pins alone decided: then only the nodes that build are booted. */
  readonly settledByPins: boolean;
  /** In the order in which the platforms were asked for; empty without nodes. */
  readonly decisions: readonly NodeDecision[];
}

/**
 * Which node builds which platform, as buildx 0.36 decides it (build/resolver/driver.go). When every
 * platform is pinned to some node, only pins count. Otherwise pins and workers count together, a node
 * also takes what its platforms can run, and what nobody takes goes to the first node. The best match
 * wins, the earlier node among equals; load and emulation play no part.
 *
 * Specifiers that cannot be parsed match nothing.
 */
export function decideNodes(
  nodes: readonly BuildNode[],
  requested: readonly string[],
): NodeDecisions {
  const [first] = nodes;
  if (first === undefined) return { settledByPins: false, decisions: [] };

  const wanted = requested.map((text) => ({ text, platform: readPlatform(text) }));
  const pinned = offersOf(nodes, (node) => node.platforms, strictMatcher);
  const byPin = wanted.map(({ platform }) => platform && findNode(pinned, platform));
  const settledByPins = byPin.every((node) => node !== undefined);
  const all = settledByPins
    ? []
    : offersOf(nodes, (node) => [...node.platforms, ...node.workers], onlyMatcher);

  const decisions = wanted.map(({ text, platform }, index): NodeDecision => {
    const found = settledByPins ? byPin[index] : platform && findNode(all, platform);
    return {
      requested: text,
      platform: platform === undefined ? text : formatPlatformAll(platform),
      node: (found ?? first).name,
      matched: found !== undefined,
    };
  });
  return { settledByPins, decisions };
}

/** The same, as the builds that buildx starts: one for each node that gets something. */
export function assignNodes(
  nodes: readonly BuildNode[],
  requested: readonly string[],
): readonly NodeAssignment[] {
  const [first] = nodes;
  if (first === undefined) return [];
  if (requested.length === 0) return [{ node: first.name, platforms: [] }];
  const assignments = new Map<string, string[]>();
  for (const { node, platform } of decideNodes(nodes, requested).decisions) {
    const platforms = assignments.get(node) ?? [];
    platforms.push(platform);
    assignments.set(node, platforms);
  }
  return [...assignments].map(([node, platforms]) => ({ node, platforms }));
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
