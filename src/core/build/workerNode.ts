import type { BuilderFacts, NodeFacts } from '../facts.ts';
import type { Emulator } from './emulator.ts';
import type { Engine } from './engine.ts';

/** A rule by which BuildKit empties its cache: names and values as buildx words them. */
export type GcRule = readonly (readonly [name: string, value: string])[];

/**
 * Why a node of the remote driver does not answer.
 *
 * - `no-connection`: nobody is there; `message` is the system's
 * - `no-answer`: its port is open, but no BuildKit answers that accepts this client
 */
export type NodeSilence =
  { readonly code: 'no-connection'; readonly message: string } | { readonly code: 'no-answer' };

/** A node with what buildx and its store know about the BuildKit worker behind it. */
export interface WorkerNode extends NodeFacts {
  /** Platforms that the user fixed with `--platform`; absent when the store was not read. */
  readonly pinned?: readonly string[];
  /**
   * Worker label `org.mobyproject.buildkit.worker.snapshotter`. With the docker driver its presence
   * says that the engine uses the containerd image store (buildx v0.36, driver/docker/driver.go).
   */
  readonly snapshotter?: string;
  /** The engine that runs the worker, of the drivers docker and docker-container, when it answered. */
  readonly engine?: Engine;
  /** Why it does not answer, where buildx gives no error. */
  readonly silence?: NodeSilence;
  /** By which rules its cache is emptied, the first one first; absent when it did not say. */
  readonly gcPolicy?: readonly GcRule[];
  /** The emulators that the node's kernel uses; absent where they cannot be seen from here. */
  readonly emulators?: readonly Emulator[];
  /** Driver of its builder, once it was asked: with some, BuildKit's image brings emulators. */
  readonly driver?: string;
}

/** A builder with its workers. */
export interface Builder extends BuilderFacts {
  readonly nodes: readonly WorkerNode[];
}
