import { chooseNodes, isSilent } from '../../core/build/nodeChoice.ts';
import type { NodeChoice, NodeSurprise, PlatformChoice } from '../../core/build/nodeChoice.ts';
import { nodePlatforms, type ListedState, type NodePlatform } from '../../core/build/nodeStates.ts';
import { hasClassicStore } from '../../core/build/outputs.ts';
import type { Builder, GcRule, NodeSilence, WorkerNode } from '../../core/build/workerNode.ts';
import type { AccessProblem } from '../dockerAccess.ts';
import type { SeenBuilder } from './builderRoll.ts';

/** A row of the builders view. Parents are part of their children, so that a row says where it stands. */
export type BuilderItem =
  | {
      readonly kind: 'builder';
      readonly builder: Builder;
      readonly selected: boolean;
      /** How it came to be known; left out where an action names a builder. */
      readonly seen?: SeenBuilder;
      /** Platforms that are chosen for the file in front of the user. */
      readonly targets?: readonly string[];
    }
  | { readonly kind: 'node'; readonly builder: Builder; readonly node: WorkerNode }
  | {
      /** Platforms that a node takes alike. */
      readonly kind: 'platforms';
      readonly builder: Builder;
      readonly node: WorkerNode;
      readonly state: ListedState;
      readonly platforms: readonly NodePlatform[];
    }
  | {
      readonly kind: 'platform';
      readonly builder: Builder;
      readonly node: WorkerNode;
      readonly platform: NodePlatform;
    }
  | {
      /** Which node builds which target. */
      readonly kind: 'targets';
      readonly builder: Builder;
      readonly choice: NodeChoice;
    }
  | { readonly kind: 'target'; readonly builder: Builder; readonly target: PlatformChoice }
  | {
      /** Where that is not what the user expects. */
      readonly kind: 'surprise';
      readonly builder: Builder;
      readonly surprise: NodeSurprise;
      readonly choice: NodeChoice;
    }
  | { readonly kind: 'cache'; readonly builder: Builder }
  | {
      readonly kind: 'gc-rule';
      readonly builder: Builder;
      /** Absent where all nodes have the same rules. */
      readonly node?: WorkerNode;
      readonly rule: GcRule;
      /** 0-based. */
      readonly position: number;
    }
  | {
      /** Why something is not there. */
      readonly kind: 'reason';
      readonly reason: Reason;
    };

/**
 * - `error`: the tool's text
 * - `problem`: docker could not be asked
 * - `silent`: a remote node does not answer
 * - `asking`: the answer is on its way
 * - `not-started`: a node tells its platforms once it runs
 * - `classic-store`: the engine cannot build for several platforms
 * - `no-such-builder`: the setting asks for a builder that does not exist
 */
export type Reason =
  | { readonly code: 'error'; readonly message: string }
  | { readonly code: 'problem'; readonly problem: AccessProblem }
  | { readonly code: 'silent'; readonly endpoint: string; readonly silence?: NodeSilence }
  | { readonly code: 'asking' }
  | { readonly code: 'not-started' }
  | { readonly code: 'classic-store' }
  | { readonly code: 'no-such-builder'; readonly name: string };

/** What the view shows. */
export interface TreeContents {
  readonly builders: readonly SeenBuilder[];
  /** Name of the builder that builds use; undefined when buildx has no current one. */
  readonly selected: string | undefined;
  /** Platforms that are chosen for the file in front of the user. */
  readonly targets: readonly string[];
}

/** The first level: the builder that is used first, then buildx's order. */
export function builderItems(contents: TreeContents): readonly BuilderItem[] {
  const { builders, selected, targets } = contents;
  const isSelected = ({ builder }: SeenBuilder) => builder.name === selected;
  const rows = builders
    .toSorted((a, b) => Number(isSelected(b)) - Number(isSelected(a)))
    .map((seen): BuilderItem => ({
      kind: 'builder',
      builder: seen.builder,
      selected: isSelected(seen),
      seen,
      targets,
    }));
  if (selected === undefined || builders.some(isSelected)) return rows;
  return [reasonItem({ code: 'no-such-builder', name: selected }), ...rows];
}

/** The rows below a row. */
export function childItems(item: BuilderItem): readonly BuilderItem[] {
  switch (item.kind) {
    case 'builder':
      return belowBuilder(seenOf(item), item.targets ?? []);
    case 'node':
      return belowNode(item.builder, item.node);
    case 'platforms': {
      const { builder, node, platforms } = item;
      return platforms.map((platform) => ({ kind: 'platform', builder, node, platform }));
    }
    case 'targets': {
      const { builder, choice } = item;
      return choice.choices.map((target) => ({ kind: 'target', builder, target }));
    }
    case 'cache':
      return gcRules(item.builder);
    case 'platform':
    case 'target':
    case 'surprise':
    case 'gc-rule':
    case 'reason':
      return [];
  }
}

/** How the builder of a row came to be known. */
export function seenOf({
  builder,
  seen,
}: Extract<BuilderItem, { readonly kind: 'builder' }>): SeenBuilder {
  return seen ?? { builder, isKnown: true, isAsked: false };
}

function belowBuilder(
  { builder, isKnown, problem }: SeenBuilder,
  targets: readonly string[],
): readonly BuilderItem[] {
  const { error, nodes, driver } = builder;
  const isRunning = nodes.some(({ status }) => status === 'running');
  return [
    ...(problem === undefined ? [] : [reasonItem({ code: 'problem', problem })]),
    ...(error === undefined ? [] : [errorItem(error)]),
    ...(driver === 'docker' && nodes.some(hasClassicStore)
      ? [reasonItem({ code: 'classic-store' })]
      : []),
    ...(isKnown && nodes.length > 0 && targets.length > 0 ? targetItems(builder, targets) : []),
    ...nodes.map((node): BuilderItem => ({ kind: 'node', builder, node })),
    ...(isRunning ? [{ kind: 'cache', builder } as const] : []),
  ];
}

function targetItems(builder: Builder, targets: readonly string[]): readonly BuilderItem[] {
  const choice = chooseNodes(builder, targets);
  const isUnknown = choice.choices.every(({ outlook }) => outlook.state === 'unknown');
  // The row of the only node says why nothing is known.
  if (builder.nodes.length === 1 && isUnknown) return [];
  return [
    { kind: 'targets', builder, choice },
    ...choice.surprises.map((surprise): BuilderItem => ({
      kind: 'surprise',
      builder,
      surprise,
      choice,
    })),
  ];
}

const stateOrder: readonly ListedState[] = [
  'not-runnable',
  'native',
  'hardware',
  'emulated',
  'unknown-how',
];

function belowNode(builder: Builder, node: WorkerNode): readonly BuilderItem[] {
  const platforms = nodePlatforms(node);
  const groups = stateOrder.flatMap((state): readonly BuilderItem[] => {
    const alike = platforms.filter((platform) => platform.state === state);
    const [platform] = alike;
    if (platform === undefined) return [];
    return alike.length === 1
      ? [{ kind: 'platform', builder, node, platform }]
      : [{ kind: 'platforms', builder, node, state, platforms: alike }];
  });
  return [...reasonsOf(builder, node), ...groups];
}

/** Why a node tells no platforms, or none but those that are pinned to it. */
function reasonsOf(builder: Builder, node: WorkerNode): readonly BuilderItem[] {
  const { error, status, endpoint, silence, platforms } = node;
  if (error !== undefined) return [errorItem(error)];
  if (status === 'unknown') return [reasonItem({ code: 'asking' })];
  if (isSilent(builder, node)) {
    const why = silence === undefined ? {} : { silence };
    return [reasonItem({ code: 'silent', endpoint, ...why })];
  }
  return status === 'running' || platforms.length > 0 ? [] : [reasonItem({ code: 'not-started' })];
}

/** The rules of all nodes, said once when they are the same. */
function gcRules(builder: Builder): readonly BuilderItem[] {
  const nodes = builder.nodes.filter(({ gcPolicy }) => gcPolicy !== undefined);
  const [first] = nodes;
  const text = ({ gcPolicy }: WorkerNode) => JSON.stringify(gcPolicy);
  if (first === undefined) return [];
  const isSame = nodes.every((node) => text(node) === text(first));
  return (isSame ? [first] : nodes).flatMap((node) =>
    (node.gcPolicy ?? []).map((rule, position): BuilderItem => ({
      kind: 'gc-rule',
      builder,
      ...(isSame ? {} : { node }),
      rule,
      position,
    })),
  );
}

function errorItem(message: string): BuilderItem {
  return reasonItem({ code: 'error', message });
}

function reasonItem(reason: Reason): BuilderItem {
  return { kind: 'reason', reason };
}
