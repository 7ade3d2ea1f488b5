import { workspace } from 'vscode';
import type { DockerProblem } from '../adapters/docker/dockerProblem.ts';
import type { LocalImages } from '../adapters/registry/engineFirst.ts';
import type { Builder } from '../core/build/workerNode.ts';
import type { EngineRegistries } from '../core/facts.ts';
import { parsePlatform } from '../core/platform/platform.ts';
import type {
  EngineInspectionParams,
  EnginePresenceParams,
  EnginePresenceResult,
  InspectImageResult,
  LocalBaseParams,
  LocalBaseResult,
  LocalImageParams,
  LocalImageResult,
} from '../protocol/imageRequests.ts';
import type { BakeParams, BakeResult } from '../protocol/requests.ts';
import type * as dockerModule from './docker.ts';
import { lazy } from './lazy.ts';
import { dockerProgram } from './settings.ts';

/** Loads the code that talks to docker; it stays out of the extension's first bundle. */
export type LoadDocker = () => Promise<typeof dockerModule>;

/** Why docker was not asked, or what it answered instead. */
export type AccessProblem = DockerProblem | { readonly code: 'untrusted' };

/** The builders, as they are known, or why they are not. */
export type KnownBuilders =
  | { readonly ok: true; readonly builders: readonly Builder[] }
  | { readonly ok: false; readonly problem: AccessProblem };

const noEngine: InspectImageResult = {
  known: false,
  reason: {
    code: 'unreachable',
    message:
      'No Docker engine was asked: the workspace is not trusted, or docker names no engine. Trust the workspace, or choose a docker context.',
  },
};

function surroundings() {
  return { environment: process.env, platform: process.platform };
}

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

  /**
   * Asks docker by a function of its adapters, with the path or name of the docker program; undefined, and
   * nothing is loaded or started, while the workspace is not trusted.
   */
  async use<T>(
    question: (adapters: typeof dockerModule, program: string) => Promise<T>,
  ): Promise<T | undefined> {
    return workspace.isTrusted ? question(await this.#load(), dockerProgram()) : undefined;
  }

  /** Which registries the engine is configured for; none without an answer. */
  async readRegistries(signal: AbortSignal): Promise<EngineRegistries> {
    const answer = await this.use(({ readEngineRegistries }, program) =>
      readEngineRegistries(program, signal),
    );
    return answer ?? noRegistries;
  }

  /**
   * What the engine of a builder has of its own under a name; null without such an image, and where the
   * builder does not look at an engine's images.
   */
  async readLocalImage(
    builder: Builder,
    { reference }: LocalImageParams,
    signal: AbortSignal,
  ): Promise<LocalImageResult> {
    const images = await this.#imagesOf(builder);
    return (await images?.read(reference, signal)) ?? null;
  }

  /** What a build for a platform inherits from such an image; null where the engine does not have it. */
  async readLocalBase(
    builder: Builder,
    { reference, platform }: LocalBaseParams,
    signal: AbortSignal,
  ): Promise<LocalBaseResult> {
    const parsed = parsePlatform(platform);
    const images = await this.#imagesOf(builder);
    return parsed.ok ? ((await images?.readBase(reference, parsed.value, signal)) ?? null) : null;
  }

  async #imagesOf({ driver, nodes: [node] }: Builder): Promise<LocalImages | undefined> {
    if (driver !== 'docker' || node === undefined) return undefined;
    return this.use(async ({ engineAddress, engineImages }) => {
      const address = await engineAddress(node.endpoint, surroundings());
      return address && engineImages(address);
    });
  }

  /** An image of the engine that docker talks to, for the inspector. */
  async inspectImage(
    { reference, stage }: EngineInspectionParams,
    signal: AbortSignal,
  ): Promise<InspectImageResult> {
    const answer = await this.use(async ({ currentEngine, inspectEngineImage }) => {
      const engine = await currentEngine(surroundings());
      return engine && inspectEngineImage(engine, reference, stage, signal);
    });
    return answer ?? noEngine;
  }

  /** What that engine has of an image; null where it does not tell. */
  async readPresence(
    { names }: EnginePresenceParams,
    signal: AbortSignal,
  ): Promise<EnginePresenceResult> {
    const answer = await this.use(async ({ currentEngine, readEnginePresence }) => {
      const engine = await currentEngine(surroundings());
      return engine && readEnginePresence(engine, names, signal);
    });
    return answer ?? null;
  }

  /** What docker makes of bake files; null when it may not be started, or cannot tell. */
  async readBake({ folder, files }: BakeParams, signal: AbortSignal): Promise<BakeResult> {
    const answer = await this.use(({ readBake }, program) =>
      readBake(program, folder, files, signal),
    );
    return answer ?? null;
  }
}
