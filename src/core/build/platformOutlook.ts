import { onlyMatcher, strictMatcher } from '../platform/match.ts';
import { normalizePlatform, parsePlatform, type Platform } from '../platform/platform.ts';
import { emulatorInImage } from './bundledQemu.ts';
import type { Emulator } from './emulator.ts';
import { decideNodes, type BuildNode } from './nodes.ts';
import {
  nodePlatforms,
  type ListedInVain,
  type NodePlatform,
  type RunState,
} from './nodeStates.ts';
import type { Builder, WorkerNode } from './workerNode.ts';

/** What a builder makes of programs of a platform. */
export type PlatformOutlook =
  | { readonly state: RunState; readonly node: string; readonly emulator?: Emulator }
  /** The node that gets it does not run it: a RUN step fails, copying files works. */
  | { readonly state: 'not-runnable'; readonly node: string; readonly vain?: ListedInVain }
  /** The builder was not started, or does not answer. */
  | { readonly state: 'unknown' };

/**
 * How a builder would run a platform when it builds for several together: which node gets it depends
 * on the others (see {@link assignNodes}).
 */
export function platformOutlook(
  builder: Builder,
  platform: string,
  together: readonly string[] = [platform],
): PlatformOutlook {
  const nodes = builder.nodes.filter((node) => node.platforms.length > 0);
  const others = together.filter((other) => other !== platform);
  const name = decideNodes(nodes.map(buildNode), [platform, ...others]).decisions[0]?.node;
  const node = nodes.find((candidate) => candidate.name === name);
  if (node === undefined) return { state: 'unknown' };
  return outlookOn(node, platform);
}

/** A node as buildx looks at it when it spreads platforms. */
export function buildNode({ name, platforms, pinned = [] }: WorkerNode): BuildNode {
  return { name, platforms: pinned, workers: platforms };
}

/** How a node that was started runs a platform that a build gives to it. */
export function outlookOn(
  node: WorkerNode,
  text: string,
): Exclude<PlatformOutlook, { readonly state: 'unknown' }> {
  const wanted = parsePlatform(text);
  if (!wanted.ok) return { state: 'not-runnable', node: node.name };
  const offers = nodePlatforms(node).flatMap(offersOf);
  const exact = offers.find(({ platform }) => strictMatcher(platform).match(wanted.value));
  if (exact !== undefined) return outlookOf(exact.entry, node);
  // BuildKit tries every architecture when it starts, so one that it does not name did not run; of the
  // same architecture, a higher level runs what a lower one asks for.
  const higher = offers.find(
    ({ platform }) =>
      platform.architecture === wanted.value.architecture &&
      onlyMatcher(platform).match(wanted.value),
  );
  if (higher !== undefined) return outlookOf(higher.entry, node);
  const { driver = '', buildkitVersion, name } = node;
  const { os, architecture } = normalizePlatform(wanted.value);
  const emulator =
    os === 'linux' ? emulatorInImage(driver, architecture, buildkitVersion) : undefined;
  return emulator === undefined
    ? { state: 'not-runnable', node: name }
    : { state: 'emulated', node: name, emulator };
}

function outlookOf(
  { state, vain, emulator }: NodePlatform,
  { name: node }: WorkerNode,
): ReturnType<typeof outlookOn> {
  if (state === 'not-runnable') return { state, node, ...(vain === undefined ? {} : { vain }) };
  return { state, node, ...(emulator === undefined ? {} : { emulator }) };
}

interface Offer {
  readonly entry: NodePlatform;
  readonly platform: Platform;
}

/** A platform of a node and its hardware levels, each as something that can be asked for. */
function offersOf(entry: NodePlatform): readonly Offer[] {
  return ['', ...entry.levels.map((level) => `/${level}`)].flatMap((level) => {
    const platform = parsePlatform(entry.platform + level);
    return platform.ok ? [{ entry, platform: platform.value }] : [];
  });
}
