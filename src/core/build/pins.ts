import { formatPlatform, normalizePlatform, parsePlatform } from '../platform/platform.ts';
import type { Builder } from './workerNode.ts';

/**
 * A builder after platforms were pinned to one of its nodes: a platform is pinned to one node only, the
 * others lose it (buildx v0.36, store/nodegroup.go, validateDuplicates). Pinned ones come first among the
 * platforms of a node, as buildx lists them.
 */
export function withPins(builder: Builder, node: string, pins: readonly string[]): Builder {
  const own = new Set(pins.map(normal));
  return {
    ...builder,
    nodes: builder.nodes.map((each) => ({
      ...each,
      ...(each.name === node
        ? { pinned: pins, platforms: [...new Set([...pins, ...each.platforms])] }
        : { pinned: (each.pinned ?? []).filter((platform) => !own.has(normal(platform))) }),
    })),
  };
}

/** Whether two lists name the same platforms, in any order and spelling. */
export function samePlatforms(one: readonly string[], other: readonly string[]): boolean {
  const names = new Set(one.map(normal));
  const others = new Set(other.map(normal));
  return names.size === others.size && [...names].every((name) => others.has(name));
}

function normal(text: string): string {
  const platform = parsePlatform(text);
  return platform.ok ? formatPlatform(normalizePlatform(platform.value)) : text;
}
