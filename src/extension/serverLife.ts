import type { Server } from './client.ts';

/** What a server's life depends on. */
export interface LifePorts {
  isTrusted(): boolean;
  /**
   * Starts a server.
   *
   * @param trusted asked for what the server is told of the trust; it answers for that moment
   */
  start(trusted: () => boolean): Promise<Server>;
}

/** At most one server from its start to its stop, also when it is stopped while it starts. */
export class ServerLife {
  readonly #ports: LifePorts;
  #starting: Promise<Server> | undefined;
  #running: Server | undefined;

  constructor(ports: LifePorts) {
    this.#ports = ports;
  }

  /** The server that has started and was not stopped. */
  get running(): Server | undefined {
    return this.#running;
  }

  /** Starts the server unless that was done. After a failed start the next call tries again. */
  ensureStarted(): Promise<Server> {
    this.#starting ??= this.#startOnce();
    return this.#starting;
  }

  /**
   * Stops the server; one that starts is stopped once it has started.
   *
   * @throws what the server's own stop rejects with
   */
  async stop(): Promise<void> {
    const starting = this.#starting;
    this.#starting = undefined;
    this.#running = undefined;
    // A failed start has left nothing to stop, and was told to who asked for it.
    const server = await starting?.catch(() => undefined);
    await server?.stop();
  }

  #startOnce(): Promise<Server> {
    const starting: Promise<Server> = this.#start().then(
      (server) => {
        if (this.#starting === starting) this.#running = server;
        return server;
      },
      (error: unknown) => {
        if (this.#starting === starting) this.#starting = undefined;
        throw error;
      },
    );
    return starting;
  }

  async #start(): Promise<Server> {
    const told: { trusted?: boolean } = {};
    const server = await this.#ports.start(() => (told.trusted = this.#ports.isTrusted()));
    // Trust that came after the question found no server to be told to.
    if (told.trusted === false && this.#ports.isTrusted()) server.tellTrustGranted();
    return server;
  }
}
