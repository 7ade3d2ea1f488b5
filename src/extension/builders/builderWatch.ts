import type { Docker } from '../dockerAccess.ts';
import type { SeenBuilders } from './builderRoll.ts';

/** What follows from what is seen. */
interface WatchPorts {
  /** There are other builders, or another one is the current one. */
  relist(): void;
  /** These builders may tell something else now. */
  forget(names: readonly string[]): void;
  builders(): Promise<SeenBuilders>;
}

/** Follows what changes builders: the files of buildx and docker, and the engines that run nodes. */
export class BuilderWatch {
  readonly #docker: Docker;
  readonly #ports: WatchPorts;
  readonly #followed = new Map<string, AbortController>();
  #isFollowing = false;
  #isStarted = false;
  #endFiles: (() => void) | undefined;
  #isOver = false;

  constructor(docker: Docker, ports: WatchPorts) {
    this.#docker = docker;
    this.#ports = ports;
  }

  /** Whether it was disposed. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Follows files from now on. */
  async start(): Promise<void> {
    if (this.#isStarted || this.#isOver) return;
    this.#isStarted = true;
    this.#endFiles = await this.#docker.use(({ watchBuilderFiles }) =>
      Promise.resolve(
        watchBuilderFiles(process.env, (names) => {
          this.#ports.relist();
          if (names.size > 0) this.#ports.forget([...names]);
        }),
      ),
    );
    this.#isStarted = this.#endFiles !== undefined;
    if (this.isOver) this.#endFiles?.();
  }

  /** Follows the engines behind the nodes from now on, each once. */
  async followEngines(): Promise<void> {
    this.#isFollowing = true;
    const seen = await this.#ports.builders();
    // Nobody may look any more.
    if (!seen.ok || !this.#isStillFollowing()) return;
    const endpoints = new Set(
      seen.builders
        .filter(
          ({ builder }) => builder.driver === 'docker' || builder.driver === 'docker-container',
        )
        .flatMap(({ builder }) => builder.nodes.map(({ endpoint }) => endpoint)),
    );
    for (const [endpoint, stop] of this.#followed) {
      if (endpoints.has(endpoint)) continue;
      stop.abort();
      this.#followed.delete(endpoint);
    }
    for (const endpoint of endpoints) {
      if (this.#followed.has(endpoint)) continue;
      const stop = new AbortController();
      this.#followed.set(endpoint, stop);
      void this.#follow(endpoint, stop.signal);
    }
  }

  #isStillFollowing(): boolean {
    return this.#isFollowing && !this.#isOver;
  }

  /** Follows no engine any more. */
  leaveEngines(): void {
    this.#isFollowing = false;
    for (const stop of this.#followed.values()) stop.abort();
    this.#followed.clear();
  }

  dispose(): void {
    this.#isOver = true;
    this.#endFiles?.();
    this.leaveEngines();
  }

  async #follow(endpoint: string, signal: AbortSignal): Promise<void> {
    let isKnown = false;
    await this.#docker.use(async ({ engineAddress, followBuilders }) => {
      const surroundings = { environment: process.env, platform: process.platform };
      const address = await engineAddress(endpoint, surroundings);
      if (address === undefined) return;
      await followBuilders(
        address,
        (event) => {
          if (event.kind === 'container') void this.#forgetNode(event.name);
          // Whether it is there at the beginning was seen already.
          else if (isKnown) void this.#forgetEndpoint(endpoint);
          isKnown = true;
        },
        signal,
      );
    });
  }

  async #forgetEndpoint(endpoint: string): Promise<void> {
    await this.#forgetWhere((node) => node.endpoint === endpoint);
  }

  /** A container of BuildKit is named after its node (buildx v0.36, driver/manager.go). */
  async #forgetNode(container: string): Promise<void> {
    const prefix = 'buildx_buildkit_';
    if (!container.startsWith(prefix)) return;
    const name = container.slice(prefix.length);
    await this.#forgetWhere((node) => node.name === name);
  }

  async #forgetWhere(
    matches: (node: { readonly name: string; readonly endpoint: string }) => boolean,
  ): Promise<void> {
    const seen = await this.#ports.builders();
    if (!seen.ok) return;
    const names = seen.builders
      .filter(({ builder }) => builder.nodes.some(matches))
      .map(({ builder }) => builder.name);
    if (names.length > 0) this.#ports.forget(names);
  }
}
