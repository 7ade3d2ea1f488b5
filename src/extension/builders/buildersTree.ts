import { nodePlatforms, type NodePlatform } from '../../core/build/nodeStates.ts';
import type { Builder, WorkerNode } from '../../core/build/workerNode.ts';
import type { SelectedBuilder } from './builderStore.ts';

/** A row of the builders view. Parents are part of their children, so that a row says where it stands. */
export type BuilderItem =
  | { readonly kind: 'builder'; readonly builder: Builder; readonly selected: boolean }
  | { readonly kind: 'node'; readonly builder: Builder; readonly node: WorkerNode }
  | {
      readonly kind: 'platform';
      readonly builder: Builder;
      readonly node: WorkerNode;
      readonly platform: NodePlatform;
    }
  | {
      /** Why something is not there. */
      readonly kind: 'reason';
      readonly reason: Reason;
    };

/**
 * - `error`: the tool's text
 * - `not-started`: a node tells its platforms once it runs
 * - `no-such-builder`: the setting asks for a builder that does not exist
 */
export type Reason =
  | { readonly code: 'error'; readonly message: string }
  | { readonly code: 'not-started' }
  | { readonly code: 'no-such-builder'; readonly name: string };

/** The first level: the builder that is used first, then buildx's order. */
export function builderItems(
  builders: readonly Builder[],
  selected: SelectedBuilder,
): readonly BuilderItem[] {
  const rows = builders
    .toSorted((a, b) => Number(b === selected.builder) - Number(a === selected.builder))
    .map((builder): BuilderItem => ({
      kind: 'builder',
      builder,
      selected: builder === selected.builder,
    }));
  if (selected.missing === undefined) return rows;
  return [reasonItem({ code: 'no-such-builder', name: selected.missing }), ...rows];
}

/** The rows below a row. */
export function childItems(item: BuilderItem): readonly BuilderItem[] {
  switch (item.kind) {
    case 'builder': {
      const { builder } = item;
      return [
        ...(builder.error === undefined ? [] : [errorItem(builder.error)]),
        ...builder.nodes.map((node): BuilderItem => ({ kind: 'node', builder, node })),
      ];
    }
    case 'node': {
      const { builder, node } = item;
      if (node.error !== undefined) return [errorItem(node.error)];
      const platforms = nodePlatforms(node);
      if (platforms.length === 0) return [reasonItem({ code: 'not-started' })];
      return platforms.map((platform) => ({ kind: 'platform', builder, node, platform }));
    }
    case 'platform':
    case 'reason':
      return [];
  }
}

function errorItem(message: string): BuilderItem {
  return reasonItem({ code: 'error', message });
}

function reasonItem(reason: Reason): BuilderItem {
  return { kind: 'reason', reason };
}
