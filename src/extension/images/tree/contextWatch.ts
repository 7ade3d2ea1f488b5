import type { Docker } from '../../dockerAccess.ts';

/** Follows which engine docker talks to: `docker context use` and its like. */
export class ContextWatch {
  readonly #docker: Docker;
  readonly #onChange: () => void;
  #stop: AbortController | undefined;

  /** @param onChange docker talks to another engine now */
  constructor(docker: Docker, onChange: () => void) {
    this.#docker = docker;
    this.#onChange = onChange;
  }

  /** Starts unless it runs. */
  start(): void {
    if (this.#stop !== undefined) return;
    this.#stop = new AbortController();
    void this.#follow(this.#stop.signal);
  }

  stop(): void {
    this.#stop?.abort();
    this.#stop = undefined;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    await this.#docker.use(async ({ currentEngine, watchBuilderFiles }) => {
      const surroundings = { environment: process.env, platform: process.platform };
      const read = async () => (await currentEngine(surroundings))?.url;
      let last = await read();
      if (signal.aborted) return;
      // Most of what is written there concerns builders only.
      const end = watchBuilderFiles(process.env, () => {
        void read().then((url) => {
          if (signal.aborted || url === last) return;
          last = url;
          this.#onChange();
        });
      });
      signal.addEventListener('abort', end, { once: true });
    });
  }
}
