import { release } from 'node:os';
import type { Emulator } from '../../core/build/emulator.ts';
import type { Engine } from '../../core/build/engine.ts';
import type { Builder, WorkerNode } from '../../core/build/workerNode.ts';
import { listBuilders } from './buildx.ts';
import { readPinnedPlatforms } from './buildxStore.ts';
import { engineUrl, hereAndNow } from './contexts.ts';
import { runDocker } from './dockerCommand.ts';
import { engineProblem, explainFailure, type DockerProblem } from './dockerProblem.ts';
import { readEmulators } from './emulators.ts';
import { readEngine } from './engine.ts';

/** The builders of this machine, or why they cannot be listed. */
export type BuildersAnswer =
  | { readonly ok: true; readonly builders: readonly Builder[] }
  | { readonly ok: false; readonly problem: DockerProblem };

/**
 * Lists the builders, and asks the engines and the kernel behind their nodes. Never rejects; takes at
 * most 30 s and can be cancelled.
 *
 * @param docker path or name of the docker program
 */
export async function readBuilders(docker: string, signal?: AbortSignal): Promise<BuildersAnswer> {
  const answer = await runDocker(docker, listBuilders, signal);
  if (!answer.ok) {
    return { ok: false, problem: await explainFailure(docker, answer.failure, signal) };
  }
  const problem = answer.value.length === 0 ? undefined : engineProblem(answer.value);
  if (problem !== undefined) return { ok: false, problem };
  const emulators = await readEmulators();
  const engines = new EngineReader(signal);
  const builders = await Promise.all(
    answer.value.map((builder) => completeBuilder(builder, engines, emulators)),
  );
  return { ok: true, builders };
}

async function completeBuilder(
  builder: Builder,
  engines: EngineReader,
  emulators: readonly Emulator[] | undefined,
): Promise<Builder> {
  // A docker context is no instance of buildx's store: nothing can be fixed for it.
  const pinned =
    builder.driver === 'docker'
      ? new Map<string, readonly string[]>()
      : await readPinnedPlatforms(builder.name, hereAndNow.environment);
  const hasEngine = builder.driver === 'docker' || builder.driver === 'docker-container';
  const nodes = await Promise.all(
    builder.nodes.map(async (node): Promise<WorkerNode> => {
      const engine = hasEngine ? await engines.read(node.endpoint) : undefined;
      const local = engine !== undefined && isThisKernel(engine);
      return {
        ...node,
        ...(pinned === undefined ? {} : { pinned: pinned.get(node.name) ?? [] }),
        ...(engine === undefined ? {} : { engine }),
        ...(local && emulators !== undefined ? { emulators } : {}),
      };
    }),
  );
  return { ...builder, nodes };
}

/**
 * Whether an engine runs on the kernel that this program runs on, so that its emulators can be seen
 * here. An engine in a virtual machine (Docker Desktop) has a kernel of its own.
 */
function isThisKernel(engine: Engine): boolean {
  return process.platform === 'linux' && engine.os === 'linux' && engine.kernel === release();
}

/** Asks each engine once, however many nodes it runs. */
class EngineReader {
  readonly #signal: AbortSignal | undefined;
  readonly #engines = new Map<string, Promise<Engine | undefined>>();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  read(endpoint: string): Promise<Engine | undefined> {
    const known = this.#engines.get(endpoint) ?? this.#ask(endpoint);
    this.#engines.set(endpoint, known);
    return known;
  }

  async #ask(endpoint: string): Promise<Engine | undefined> {
    const url = await engineUrl(endpoint, hereAndNow);
    if (url === undefined) return undefined;
    const answer = await readEngine(url, this.#signal);
    return answer.ok ? answer.value : undefined;
  }
}
