import type { BuilderFacts, NodeFacts } from '../facts.ts';
import type { Emulator } from './emulator.ts';
import type { Engine } from './engine.ts';

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
  /** The emulators of the node's kernel; absent where they cannot be seen from here. */
  readonly emulators?: readonly Emulator[];
}

/** A builder with its workers. */
export interface Builder extends BuilderFacts {
  readonly nodes: readonly WorkerNode[];
}
