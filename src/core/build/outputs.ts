import type { BuildOutput } from './buildRequest.ts';
import type { Engine } from './engine.ts';
import type { Builder, WorkerNode } from './workerNode.ts';

/** Why a build would be refused before its first step, with the remedy in its code. */
export interface OutputRefusal {
  /**
   * - `tag-needed`: a push needs a name
   * - `containerd-store-needed`: the builder is an engine with the classic image store
   * - `list-not-loadable`: the engine that is loaded into has the classic image store
   */
  readonly code: 'tag-needed' | 'containerd-store-needed' | 'list-not-loadable';
  /** What buildx says to it (v0.36, build/opt.go and build/utils.go). */
  readonly message: string;
}

/** What decides whether an output is possible. */
export interface OutputQuestion {
  /** Undefined when it is not known which builder will build. */
  readonly builder: Builder | undefined;
  /** The engine that `--load` writes to; undefined when it is not known. */
  readonly engine?: Engine;
  readonly output: BuildOutput;
  readonly platforms: readonly string[];
  readonly tags: readonly string[];
}

/** The reason why buildx will refuse an output; undefined when it will not, or when that is unknown. */
export function refuseOutput(question: OutputQuestion): OutputRefusal | undefined {
  const { builder, engine, output, platforms, tags } = question;
  if (output === 'push' && tags.length === 0) {
    return { code: 'tag-needed', message: 'tag is needed when pushing to registry' };
  }
  const several = platforms.length > 1;
  if (builder?.driver === 'docker') {
    if (!builder.nodes.some(hasClassicStore)) return undefined;
    if (several) return unsupported('Multi-platform build');
    return output === 'oci' ? unsupported('OCI exporter') : undefined;
  }
  if (builder !== undefined && output === 'load' && several && engine?.imageStore === 'classic') {
    return {
      code: 'list-not-loadable',
      message: 'docker exporter does not currently support exporting manifest lists',
    };
  }
  return undefined;
}

/** Whether it is certain that a node of the docker driver has the classic image store. */
export function hasClassicStore(node: WorkerNode): boolean {
  if (node.engine !== undefined) return node.engine.imageStore === 'classic';
  return node.buildkitVersion !== undefined && node.snapshotter === undefined;
}

function unsupported(feature: string): OutputRefusal {
  return {
    code: 'containerd-store-needed',
    message: `${feature} is not supported for the docker driver.`,
  };
}
