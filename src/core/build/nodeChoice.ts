import { decideNodes, type NodeDecision } from './nodes.ts';
import { mendingPins, type NodePins } from './mendingPins.ts';
import { buildNode, outlookOn, type PlatformOutlook } from './platformOutlook.ts';
import type { Builder, WorkerNode } from './workerNode.ts';

/** Which node builds a platform, and how it runs the programs of that platform. */
export interface PlatformChoice {
  /** Normalised specifier. */
  readonly platform: string;
  readonly node: string;
  /** Unknown for a node that does not run: it tells its platforms once it does. */
  readonly outlook: PlatformOutlook;
}

/**
 * Where buildx's rules give something that users do not expect.
 *
 * - `pins-ignored`: some platform is pinned to no node, so pins count no more than what workers report,
 *   and pinned platforms go to another node
 * - `no-node`: no node has the platform; it goes to the first node without a word
 * - `native-elsewhere`: the node that gets it emulates it, and another node runs it natively
 * - `silent-nodes`: nodes that do not answer, which a build waits for although it may not need them; then
 *   it fails
 */
export type NodeSurprise =
  | {
      readonly code: 'pins-ignored';
      readonly unpinned: readonly string[];
      readonly moved: readonly MovedPlatform[];
    }
  | { readonly code: 'no-node'; readonly platform: string; readonly node: string }
  | {
      readonly code: 'native-elsewhere';
      readonly platform: string;
      readonly node: string;
      readonly native: string;
    }
  | { readonly code: 'silent-nodes'; readonly nodes: readonly string[] };

/** A platform that another node builds than the one that it is pinned to. */
export interface MovedPlatform {
  readonly platform: string;
  readonly pinnedTo: string;
  readonly node: string;
}

/** What a build for several platforms does with a builder's nodes. */
export interface NodeChoice {
  /** In the order in which the platforms were asked for. */
  readonly choices: readonly PlatformChoice[];
  readonly surprises: readonly NodeSurprise[];
  /**
   * Nodes that were not started and decide with the others: the choice is known once they run. Then
   * there are no choices.
   */
  readonly waitsFor: readonly string[];
  /** What to pin so that every platform goes to the node that runs it best; absent when nothing helps. */
  readonly pins?: readonly NodePins[];
}

/**
 * Tells which node builds what, as buildx decides it, and where that surprises.
 *
 * @param platforms specifiers that are built together
 */
export function chooseNodes(builder: Builder, platforms: readonly string[]): NodeChoice {
  const { nodes } = builder;
  const { settledByPins, decisions } = decideNodes(nodes.map(buildNode), platforms);
  const silent = settledByPins ? [] : nodes.filter((node) => isSilent(builder, node));
  const unstarted = settledByPins ? [] : nodes.filter((node) => !isRunning(node));
  const surprises: NodeSurprise[] =
    silent.length === 0 ? [] : [{ code: 'silent-nodes', nodes: silent.map(({ name }) => name) }];
  // One node gets everything, known or not.
  if (nodes.length > 1 && unstarted.length > 0) {
    return { choices: [], surprises, waitsFor: unstarted.map(({ name }) => name) };
  }
  const choices = decisions.map((decision) => choiceOf(decision, nodes));
  if (nodes.length > 1) surprises.push(...surprisesOf(nodes, platforms, decisions, choices));
  const pins = surprises.length === 0 ? undefined : mendingPins(nodes, platforms);
  return { choices, surprises, waitsFor: [], ...(pins === undefined ? {} : { pins }) };
}

function choiceOf(
  { requested, platform, node: name }: NodeDecision,
  nodes: readonly WorkerNode[],
): PlatformChoice {
  const node = nodes.find((candidate) => candidate.name === name);
  const isKnown = node !== undefined && isRunning(node);
  return {
    platform,
    node: name,
    outlook: isKnown ? outlookOn(node, requested) : { state: 'unknown' },
  };
}

function surprisesOf(
  nodes: readonly WorkerNode[],
  platforms: readonly string[],
  decisions: readonly NodeDecision[],
  choices: readonly PlatformChoice[],
): readonly NodeSurprise[] {
  const found: NodeSurprise[] = [];
  const pinnedTo = (platform: string) => {
    const { settledByPins, decisions: alone } = decideNodes(nodes.map(buildNode), [platform]);
    return settledByPins ? alone[0]?.node : undefined;
  };
  const pins = platforms.map(pinnedTo);
  const moved = decisions.flatMap(({ platform, node }, at): readonly MovedPlatform[] => {
    const pin = pins[at];
    return pin === undefined || pin === node ? [] : [{ platform, pinnedTo: pin, node }];
  });
  if (moved.length > 0) {
    const unpinned = decisions.filter((_, at) => pins[at] === undefined);
    found.push({
      code: 'pins-ignored',
      unpinned: unpinned.map(({ platform }) => platform),
      moved,
    });
  }
  for (const { platform, node, matched } of decisions) {
    if (!matched) found.push({ code: 'no-node', platform, node });
  }
  for (const { platform, node, outlook } of choices) {
    if (outlook.state === 'native' || outlook.state === 'hardware') continue;
    if (moved.some((each) => each.platform === platform)) continue;
    const native = nodes.find((other) => outlookOn(other, platform).state === 'native');
    if (native !== undefined && native.name !== node) {
      found.push({ code: 'native-elsewhere', platform, node, native: native.name });
    }
  }
  return found;
}

function isRunning({ status }: WorkerNode): boolean {
  return status === 'running';
}

/**
 * Whether a build waits in vain for a node. buildx calls a remote node that does not answer `inactive`,
 * as it calls a container that it has not started yet (buildx 0.13 to 0.29, driver/remote).
 */
export function isSilent({ driver }: Builder, { status, error }: WorkerNode): boolean {
  if (error !== undefined) return true;
  return driver === 'remote' && status !== 'running' && status !== 'unknown';
}
