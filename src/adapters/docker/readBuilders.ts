import { release } from 'node:os';
import type { Emulator } from '../../core/build/emulator.ts';
import type { Engine } from '../../core/build/engine.ts';
import type { Builder, WorkerNode } from '../../core/build/workerNode.ts';
import { listBuilders } from './buildx.ts';
import { readPinnedPlatforms } from './buildxStore.ts';
import { engineAddress, type DockerSurroundings } from './contexts.ts';
import { runDocker } from './dockerCommand.ts';
import { engineProblem, explainFailure, type DockerProblem } from './dockerProblem.ts';
import { readEmulators } from './emulators.ts';
import { readEngine, sharesKernel } from './engine.ts';

/** The builders of this machine, or why they cannot be listed. */
export type BuildersAnswer =
  | { readonly ok: true; readonly builders: readonly Builder[] }
  | { readonly ok: false; readonly problem: DockerProblem };

/** The machine on which docker is asked; tests put another one in its place. */
export interface Machine extends DockerSurroundings {
  /** Release of its kernel, e.g. `6.1.0-28-amd64`. */
  readonly kernel: string;
  /** The emulators of its kernel; undefined where they cannot be seen. */
  readEmulators(): Promise<readonly Emulator[] | undefined>;
}

const thisMachine: Machine = {
  environment: process.env,
  platform: process.platform,
  kernel: release(),
  readEmulators,
};

/**
 * Lists the builders, and asks the engines and the kernel behind their nodes. Never rejects; takes at
 * most 45 s and can be cancelled.
 *
 * @param docker path or name of the docker program
 */
export async function readBuilders(
  docker: string,
  signal?: AbortSignal,
  machine: Machine = thisMachine,
): Promise<BuildersAnswer> {
  const answer = await runDocker(docker, listBuilders, signal);
  if (!answer.ok) {
    return { ok: false, problem: await explainFailure(docker, answer.failure, signal) };
  }
  const problem = answer.value.length === 0 ? undefined : engineProblem(answer.value);
  if (problem !== undefined) return { ok: false, problem };
  const reader = new NodeReader(machine, await machine.readEmulators(), signal);
  const builders = await Promise.all(answer.value.map((builder) => reader.complete(builder)));
  return { ok: true, builders };
}

/** Adds to builders what buildx does not tell. Asks each engine once, however many nodes it runs. */
class NodeReader {
  readonly #machine: Machine;
  readonly #emulators: readonly Emulator[] | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #engines = new Map<string, Promise<Engine | undefined>>();

  constructor(
    machine: Machine,
    emulators: readonly Emulator[] | undefined,
    signal: AbortSignal | undefined,
  ) {
    this.#machine = machine;
    this.#emulators = emulators;
    this.#signal = signal;
  }

  async complete(builder: Builder): Promise<Builder> {
    // A docker context is no instance of buildx's store: nothing can be pinned to it.
    const pinned =
      builder.driver === 'docker'
        ? new Map<string, readonly string[]>()
        : await readPinnedPlatforms(builder.name, this.#machine.environment);
    const hasEngine = builder.driver === 'docker' || builder.driver === 'docker-container';
    const nodes = await Promise.all(
      builder.nodes.map(async (node): Promise<WorkerNode> => {
        const engine = hasEngine ? await this.#engine(node.endpoint) : undefined;
        const emulators = engine === undefined ? undefined : this.#emulatorsOf(engine);
        return {
          ...node,
          ...(pinned === undefined ? {} : { pinned: pinned.get(node.name) ?? [] }),
          ...(engine === undefined ? {} : { engine }),
          ...(emulators === undefined ? {} : { emulators }),
        };
      }),
    );
    return { ...builder, nodes };
  }

  #engine(endpoint: string): Promise<Engine | undefined> {
    const known = this.#engines.get(endpoint) ?? this.#askEngine(endpoint);
    this.#engines.set(endpoint, known);
    return known;
  }

  async #askEngine(endpoint: string): Promise<Engine | undefined> {
    const address = await engineAddress(endpoint, this.#machine);
    if (address === undefined) return undefined;
    const answer = await readEngine(address, this.#signal);
    return answer.ok ? answer.value : undefined;
  }

  #emulatorsOf(engine: Engine): readonly Emulator[] | undefined {
    return sharesKernel(engine, this.#machine) ? this.#emulators : undefined;
  }
}
