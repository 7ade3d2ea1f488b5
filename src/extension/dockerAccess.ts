import { workspace } from 'vscode';
import type { BuildersAnswer } from '../adapters/docker/readBuilders.ts';
import type { DockerProblem } from '../adapters/docker/dockerProblem.ts';
import type { EngineRegistries } from '../core/facts.ts';
import type { BakeParams, BakeResult } from '../protocol/requests.ts';
import type * as dockerModule from './docker.ts';
import { lazy } from './lazy.ts';
import { dockerProgram } from './settings.ts';

/** Loads the code that talks to docker; it stays out of the extension's first bundle. */
export type LoadDocker = () => Promise<typeof dockerModule>;

/** Why docker was not asked, or what it answered instead. */
export type AccessProblem = DockerProblem | { readonly code: 'untrusted' };

/** The builders, or why they are unknown. */
export type KnownBuilders =
  BuildersAnswer | { readonly ok: false; readonly problem: AccessProblem };

const noRegistries: EngineRegistries = { mirrors: [], insecure: [] };

/**
 * The only way to docker: nothing is started while the workspace is not trusted. No method rejects
 * because of docker.
 */
export class Docker {
  readonly #load: LoadDocker;

  constructor(load: LoadDocker) {
    this.#load = lazy(load);
  }

  async readBuilders(signal: AbortSignal): Promise<KnownBuilders> {
    if (!workspace.isTrusted) return { ok: false, problem: { code: 'untrusted' } };
    const { readBuilders } = await this.#load();
    return readBuilders(dockerProgram(), signal);
  }

  /** Which registries the engine is configured for; none without an answer. */
  async readRegistries(signal: AbortSignal): Promise<EngineRegistries> {
    if (!workspace.isTrusted) return noRegistries;
    const { readEngineRegistries } = await this.#load();
    return readEngineRegistries(dockerProgram(), signal);
  }

  /** What docker makes of bake files; null when it may not be started, or cannot tell. */
  async readBake({ folder, files }: BakeParams, signal: AbortSignal): Promise<BakeResult> {
    if (!workspace.isTrusted) return null;
    const { readBake } = await this.#load();
    return readBake(dockerProgram(), folder, files, signal);
  }

  /** Starts a builder that is not running; undefined when it runs afterwards. */
  async startBuilder(name: string, signal: AbortSignal): Promise<AccessProblem | undefined> {
    if (!workspace.isTrusted) return { code: 'untrusted' };
    const { explainFailure, runDocker, startBuilder } = await this.#load();
    const docker = dockerProgram();
    const answer = await runDocker(docker, startBuilder(name), signal);
    return answer.ok ? undefined : explainFailure(docker, answer.failure, signal);
  }
}
