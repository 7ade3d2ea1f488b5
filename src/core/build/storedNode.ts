import type { NodeRequest } from './builderCommands.ts';

/** A node as buildx keeps it in its store. */
export interface StoredNode {
  readonly name: string;
  /** An address, or the name of a docker context; of the driver `kubernetes` buildx's own. */
  readonly endpoint: string;
  /** Platforms that are pinned to it. */
  readonly platforms: readonly string[];
  /** Driver options by name. */
  readonly options: Readonly<Record<string, string>>;
  /** Flags that BuildKit is started with. */
  readonly flags: readonly string[];
  /** Files that BuildKit is started with: name → content in base64. */
  readonly files: Readonly<Record<string, string>>;
}

/** A builder as buildx keeps it. */
export interface StoredBuilder {
  readonly name: string;
  readonly driver: string;
  readonly nodes: readonly StoredNode[];
}

/** Name of BuildKit's configuration among the files of a node. */
export const configFile = 'buildkitd.toml';

/**
 * A node as it is, told to `docker buildx create --append --node`: endpoint and flags must be told again,
 * because buildx would put the current engine and its default flags in their place.
 */
export function sameNode({ name, driver }: StoredBuilder, node: StoredNode): NodeRequest {
  return {
    builder: name,
    node: node.name,
    // buildx refuses an endpoint of a cluster, and keeps the one that it made.
    ...(driver === 'kubernetes' ? {} : { endpoint: node.endpoint }),
    flags: node.flags,
  };
}

/** A node that is taken out and added again: nothing of it is there then, so all of it is told. */
export function newNode(builder: StoredBuilder, node: StoredNode): NodeRequest {
  return {
    ...sameNode(builder, node),
    platforms: node.platforms,
    options: node.options,
    ...(node.files[configFile] === undefined ? {} : { config: configFile }),
  };
}

/**
 * Whether a node can be taken out and added again without a loss: a cluster's node has a deployment with
 * a name of its own, and certificates of registries are only in buildx's copy.
 */
export function canBeAddedAgain({ driver, nodes }: StoredBuilder, node: StoredNode): boolean {
  const others = Object.keys(node.files).filter((name) => name !== configFile);
  return driver !== 'kubernetes' && nodes.length > 1 && others.length === 0;
}

/** A node that has lost something, and the request that gives it back. */
export interface LostSettings {
  readonly node: StoredNode;
  readonly request: NodeRequest;
}

/**
 * What nodes have lost. When buildx cannot add a node it puts the builder back, but from a copy that has
 * neither the pinned platforms nor the flags nor what is in the files of any node (buildx v0.13 to v0.36,
 * store/nodegroup.go, Node.Copy).
 */
export function lostSettings(before: StoredBuilder, after: StoredBuilder): readonly LostSettings[] {
  return before.nodes.flatMap((node) => {
    const now = after.nodes.find(({ name }) => name === node.name);
    if (now === undefined) return [];
    const lostFile = node.files[configFile] !== now.files[configFile];
    const isSame =
      sameWords(node.platforms, now.platforms) && sameWords(node.flags, now.flags) && !lostFile;
    if (isSame) return [];
    const request = {
      ...sameNode(before, node),
      platforms: node.platforms,
      ...(lostFile ? { config: configFile } : {}),
    };
    return [{ node, request }];
  });
}

function sameWords(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((word, at) => word === other[at]);
}
