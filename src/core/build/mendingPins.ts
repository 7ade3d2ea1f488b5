import { onlyMatcher } from '../platform/match.ts';
import { parsePlatform } from '../platform/platform.ts';
import { decideNodes } from './nodes.ts';
import { buildNode, outlookOn } from './platformOutlook.ts';
import type { WorkerNode } from './workerNode.ts';

/** The platforms that a node is to be pinned to, those that it is pinned to already included. */
export interface NodePins {
  readonly node: string;
  readonly platforms: readonly string[];
}

/** How well a node runs a platform; the least is the best. */
const ranks = {
  native: 0,
  hardware: 1,
  'unknown-how': 3,
  emulated: 4,
  'not-runnable': Infinity,
} as const;

/** Of a node that is pinned to a platform whose machines run this one: likely in hardware. */
const likelyRank = 2;

/**
 * The pins with which each of the platforms is built by the node that runs it best, the earlier one of
 * equals. A platform that is pinned stays where it is. Only nodes that get more pins are named; undefined
 * when there is nothing to pin, or pinning is of no use because no node runs one of the platforms.
 */
export function mendingPins(
  nodes: readonly WorkerNode[],
  platforms: readonly string[],
): readonly NodePins[] | undefined {
  const additions = new Map<WorkerNode, string[]>();
  for (const text of platforms) {
    const { settledByPins, decisions } = decideNodes(nodes.map(buildNode), [text]);
    if (settledByPins) continue;
    const platform = decisions[0]?.platform ?? text;
    const best = bestNode(nodes, platform);
    // Pins count only while every platform has one.
    if (best === undefined) return undefined;
    const added = additions.get(best) ?? [];
    if (!added.includes(platform)) additions.set(best, [...added, platform]);
  }
  if (additions.size === 0) return undefined;
  return [...additions].map(([{ name, pinned = [] }, added]) => ({
    node: name,
    platforms: [...pinned, ...added],
  }));
}

function bestNode(nodes: readonly WorkerNode[], platform: string): WorkerNode | undefined {
  let best: { readonly node: WorkerNode; readonly rank: number } | undefined;
  for (const node of nodes) {
    const { state } = outlookOn(node, platform);
    const rank = state === 'unknown-how' && runsPinned(node, platform) ? likelyRank : ranks[state];
    if (rank !== Infinity && (best === undefined || rank < best.rank)) best = { node, rank };
  }
  return best?.node;
}

function runsPinned({ pinned = [] }: WorkerNode, platform: string): boolean {
  const wanted = parsePlatform(platform);
  return pinned.some((text) => {
    const pin = parsePlatform(text);
    return pin.ok && wanted.ok && onlyMatcher(pin.value).match(wanted.value);
  });
}
