import type { CacheUsage } from '../../adapters/docker/cacheUsage.ts';
import type { Builder } from '../../core/build/workerNode.ts';
import type { Docker } from '../dockerAccess.ts';

/** How large the caches of builders are: asked on first demand, kept until forgotten. */
export class CacheUses {
  readonly #docker: Docker;
  readonly #changed: () => void;
  readonly #known = new Map<string, CacheUsage | 'unknown' | 'asked'>();
  readonly #stop = new AbortController();

  constructor(docker: Docker, changed: () => void) {
    this.#docker = docker;
    this.#changed = changed;
  }

  /** What is known; undefined while it is being asked. */
  read({ name }: Builder): CacheUsage | 'unknown' | undefined {
    const known = this.#known.get(name);
    if (known !== undefined) return known === 'asked' ? undefined : known;
    this.#known.set(name, 'asked');
    void this.#ask(name);
    return undefined;
  }

  /** Lets it be asked again; of all builders unless some are given. */
  forget(names: Iterable<string> = [...this.#known.keys()]): void {
    for (const name of names) this.#known.delete(name);
  }

  dispose(): void {
    this.#stop.abort();
  }

  async #ask(name: string): Promise<void> {
    const answer = await this.#docker.use(({ readCacheUsage, runDocker }, program) =>
      runDocker(program, readCacheUsage(name), this.#stop.signal),
    );
    if (this.#known.get(name) !== 'asked') return;
    this.#known.set(name, answer?.ok ? answer.value : 'unknown');
    this.#changed();
  }
}
