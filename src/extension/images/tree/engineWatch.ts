/** What a watch depends on. */
export interface WatchPorts {
  /** Listens until the signal; resolves when the connection has ended. Never rejects. */
  follow(onChange: () => void, signal: AbortSignal): Promise<unknown>;
  /** Resolves after a time in ms, or at the signal. */
  pause(ms: number, signal: AbortSignal): Promise<unknown>;
  /** In ms since the epoch. */
  now(): number;
  /** Something may have changed. */
  onChange(): void;
}

/** Time before a lost connection is made again, in ms: the first one, and the longest. */
const shortest = 1000;
const longest = 60_000;
/** A connection that held for so long was a good one, in ms. */
const steady = 10_000;

/** Listens to an engine while somebody looks, and comes back ever more seldom when it is gone. */
export class EngineWatch {
  readonly #ports: WatchPorts;
  #stop: AbortController | undefined;

  constructor(ports: WatchPorts) {
    this.#ports = ports;
  }

  /** Starts unless it runs. */
  start(): void {
    if (this.#stop !== undefined) return;
    this.#stop = new AbortController();
    void this.#run(this.#stop.signal);
  }

  stop(): void {
    this.#stop?.abort();
    this.#stop = undefined;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const ports = this.#ports;
    const onChange = () => {
      ports.onChange();
    };
    let wait = shortest;
    for (;;) {
      const begin = ports.now();
      await ports.follow(onChange, signal);
      if (signal.aborted) return;
      if (ports.now() - begin >= steady) wait = shortest;
      await ports.pause(wait, signal);
      // pause() may have ended because of it.
      if (isAborted(signal)) return;
      wait = Math.min(wait * 2, longest);
      // What happened in between was not heard.
      onChange();
    }
  }
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
