import { nodePlatforms, type NodePlatform } from '../../core/build/nodeStates.ts';
import type { Builder, WorkerNode } from '../../core/build/workerNode.ts';

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
      /** Why there is nothing below a builder or node: the tool's text, or that it was never started. */
      readonly kind: 'reason';
      readonly builder: Builder;
      readonly reason: { readonly code: 'error'; readonly message: string } | NotStarted;
    };

interface NotStarted {
  readonly code: 'not-started';
}

/** The first level: the selected builder first, then buildx's order. */
export function builderItems(
  builders: readonly Builder[],
  selected: Builder | undefined,
): readonly BuilderItem[] {
  return builders
    .toSorted((a, b) => Number(b === selected) - Number(a === selected))
    .map((builder) => ({ kind: 'builder', builder, selected: builder === selected }));
}

/** The rows below a row. */
export function childItems(item: BuilderItem): readonly BuilderItem[] {
  switch (item.kind) {
    case 'builder':
      return [
        ...reasons(item.builder, item.builder.error),
        ...item.builder.nodes.map((node) => ({ ...item, kind: 'node' as const, node })),
      ];
    case 'node': {
      const { builder, node } = item;
      const platforms = nodePlatforms(node);
      if (node.error !== undefined) return reasons(builder, node.error);
      if (platforms.length === 0) {
        return [{ kind: 'reason', builder, reason: { code: 'not-started' } }];
      }
      return platforms.map((platform) => ({ kind: 'platform', builder, node, platform }));
    }
    case 'platform':
    case 'reason':
      return [];
  }
}

function reasons(builder: Builder, message: string | undefined): readonly BuilderItem[] {
  return message === undefined
    ? []
    : [{ kind: 'reason', builder, reason: { code: 'error', message } }];
}
