import { setMaxListeners } from 'node:events';

/** Work that is shared by everyone who asks for it while it runs. */
export interface InFlight<T> {
  /**
   * Joins the running work of a key, or starts it. Who gives up leaves alone: the work itself is
   * cancelled only when nobody waits for it any more.
   *
   * @throws the signal's reason when the caller gives up
   */
  join(key: string, signal: AbortSignal | undefined, start: Start<T>): Promise<T>;
  /** Cancels all work. */
  cancelAll(reason: Error): void;
}

type Start<T> = (signal: AbortSignal) => Promise<T>;

interface Job<T> {
  readonly outcome: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/** Shares running work by key. */
export function createInFlight<T>(): InFlight<T> {
  const jobs = new Map<string, Job<T>>();

  function begin(key: string, start: Start<T>): Job<T> {
    const controller = new AbortController();
    const outcome = start(controller.signal).finally(() => {
      if (jobs.get(key)?.controller === controller) jobs.delete(key);
    });
    // Those who wait see the failure; when all have left, nobody has to.
    outcome.catch(() => undefined);
    const job = { outcome, controller, waiting: 0 };
    jobs.set(key, job);
    return job;
  }

  return {
    async join(key, signal, start) {
      signal?.throwIfAborted();
      const job = jobs.get(key) ?? begin(key, start);
      job.waiting++;
      try {
        return await (signal ? orAborted(job.outcome, signal) : job.outcome);
      } finally {
        job.waiting--;
        if (job.waiting === 0) {
          // Later callers must not join work that is being cancelled.
          if (jobs.get(key) === job) jobs.delete(key);
          job.controller.abort();
        }
      }
    },
    cancelAll(reason) {
      for (const job of jobs.values()) job.controller.abort(reason);
      jobs.clear();
    },
  };
}

function orAborted<T>(outcome: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      reject(signal.reason as Error);
    };
    // One signal cancels the look-ups of a whole file: more listeners than Node warns about are right.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', leave, { once: true });
    void outcome.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', leave);
    });
  });
}
