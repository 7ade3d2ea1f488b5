import type { Fact } from '../facts.ts';
import { nativePlatform } from './nodeStates.ts';
import { platformOutlook } from './platformOutlook.ts';
import type { Builder } from './workerNode.ts';

/**
 * The node that gets a target when it is built together with others, as a builder of its own; the whole
 * builder when that cannot be told. Which node it is depends on the others.
 */
export function targetNode(
  builder: Fact<Builder>,
  target: string,
  targets: readonly string[],
): Fact<Builder> {
  if (!builder.known) return builder;
  const outlook = platformOutlook(builder.value, target, targets);
  if (outlook.state === 'unknown') return builder;
  const nodes = builder.value.nodes.filter(({ name }) => name === outlook.node);
  return { ...builder, value: { ...builder.value, nodes } };
}

/** BUILDPLATFORM on a builder of one node; undefined when that is not known. */
export function buildPlatformOf(builder: Fact<Builder>): string | undefined {
  const node =
    builder.known && builder.value.nodes.length === 1 ? builder.value.nodes[0] : undefined;
  return node && nativePlatform(node);
}
