import { release } from 'node:os';
import type { Emulator } from '../../core/build/emulator.ts';
import type { Engine } from '../../core/build/engine.ts';
import { isSilent } from '../../core/build/nodeChoice.ts';
import type { Builder, WorkerNode } from '../../core/build/workerNode.ts';
import { inspectBuilder, type BuilderInspection } from './builderInspection.ts';
import { engineAddress, type DockerSurroundings } from './contexts.ts';
import { runDocker } from './dockerCommand.ts';
import { explainFailure, type DockerProblem } from './dockerProblem.ts';
import { readEmulatorsWithPrograms } from './emulatorVersion.ts';
import { probeEndpoint } from './endpointProbe.ts';
import { readEngine, sharesKernel } from './engine.ts';

/** A builder with what its nodes told, or why it could not be asked. */
export type BuilderAnswer =
  | { readonly ok: true; readonly builder: Builder }
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
  readEmulators: readEmulatorsWithPrograms,
};

/** What an engine was asked, and the signal of who asked it. */
interface EngineQuestion {
  readonly answer: Promise<Engine | undefined>;
  readonly asker: AbortSignal | undefined;
}

/**
 * Asks builders, one at a time or many at once, and the engines and the kernel behind their nodes. Asks
 * each engine once in its life, however many nodes it runs.
 */
export class BuilderReader {
  readonly #docker: string;
  readonly #machine: Machine;
  readonly #engines = new Map<string, EngineQuestion>();

  /** @param docker path or name of the docker program */
  constructor(docker: string, machine: Machine = thisMachine) {
    this.#docker = docker;
    this.#machine = machine;
  }

  /**
   * Asks one builder. Never rejects; takes at most 35 s, which is for nodes that do not answer, and can be
   * cancelled.
   *
   * @param listed as files tell it (`listBuilders`)
   * @param context the docker context in use
   */
  async read(listed: Builder, context: string, signal?: AbortSignal): Promise<BuilderAnswer> {
    // The engines answer while docker asks the nodes.
    for (const { endpoint } of listed.nodes) void this.#engineOf(listed.driver, endpoint, signal);
    const isOtherDefault = listed.driver === 'docker' && listed.name === 'default';
    const command = inspectBuilder(
      listed.name,
      isOtherDefault && context !== 'default' ? 'default' : undefined,
    );
    const answer = await runDocker(this.#docker, command, signal);
    if (!answer.ok) {
      const problem = await explainFailure(this.#docker, answer.failure, signal);
      return { ok: false, problem };
    }
    return { ok: true, builder: await this.#complete(listed, answer.value, signal) };
  }

  async #complete(
    listed: Builder,
    { driver, error, nodes }: BuilderInspection,
    signal: AbortSignal | undefined,
  ): Promise<Builder> {
    const builder: Builder = {
      ...listed,
      driver: driver === '' ? listed.driver : driver,
      nodes,
      ...(error === undefined ? {} : { error }),
    };
    const complete = (node: WorkerNode) => this.#completeNode(node, builder, listed, signal);
    return { ...builder, nodes: await Promise.all(nodes.map(complete)) };
  }

  async #completeNode(
    node: WorkerNode,
    builder: Builder,
    listed: Builder,
    signal: AbortSignal | undefined,
  ): Promise<WorkerNode> {
    const engine = await this.#engineOf(builder.driver, node.endpoint, signal);
    const emulators = engine === undefined ? undefined : await this.#emulatorsOf(engine);
    const isQuiet = node.error === undefined && isSilent(builder, node);
    const silence = isQuiet ? await probeEndpoint(node.endpoint, signal) : undefined;
    return {
      ...node,
      driver: builder.driver,
      // buildx prints no platforms of a node that it could not make.
      ...(node.error === undefined ? {} : pinsOf(listed, node.name)),
      ...(engine === undefined ? {} : { engine }),
      ...(emulators === undefined ? {} : { emulators }),
      ...(silence === undefined ? {} : { silence }),
    };
  }

  async #engineOf(
    driver: string,
    endpoint: string,
    signal: AbortSignal | undefined,
  ): Promise<Engine | undefined> {
    if (driver !== 'docker' && driver !== 'docker-container') return undefined;
    let known = this.#engines.get(endpoint);
    if (known === undefined || hasLeft(known)) {
      known = { answer: this.#askEngine(endpoint, signal), asker: signal };
      this.#engines.set(endpoint, known);
    }
    const engine = await known.answer;
    // Who asked for it has left before the answer came, and took it along.
    const isTaken = engine === undefined && hasLeft(known) && !signal?.aborted;
    return isTaken ? this.#engineOf(driver, endpoint, signal) : engine;
  }

  async #askEngine(endpoint: string, signal: AbortSignal | undefined): Promise<Engine | undefined> {
    const address = await engineAddress(endpoint, this.#machine);
    if (address === undefined) return undefined;
    const answer = await readEngine(address, signal);
    return answer.ok ? answer.value : undefined;
  }

  /** An engine in a virtual machine (Docker Desktop) has a kernel, and emulators, of its own. */
  async #emulatorsOf(engine: Engine): Promise<readonly Emulator[] | undefined> {
    return sharesKernel(engine, this.#machine) ? this.#machine.readEmulators() : undefined;
  }
}

function hasLeft({ asker }: EngineQuestion): boolean {
  return asker?.aborted ?? false;
}

function pinsOf({ nodes }: Builder, name: string): Pick<WorkerNode, 'platforms' | 'pinned'> {
  const platforms = nodes.find((node) => node.name === name)?.platforms ?? [];
  return { platforms, pinned: platforms };
}
