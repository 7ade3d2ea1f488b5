/** When what is unknown is asked for again, in ms: longer than a failure is believed. */
const interval = 35_000;

/** Asks again after a while for what stayed unknown: the network may be back. */
export interface Retry {
  /** Something is unknown. Any number of calls are one retry. */
  schedule(): void;
  dispose(): void;
}

/** @param again called once per interval while something is unknown; it schedules the next one */
export function createRetry(again: () => void): Retry {
  let timer: NodeJS.Timeout | undefined;
  return {
    schedule() {
      timer ??= setTimeout(() => {
        timer = undefined;
        again();
      }, interval);
    },
    dispose() {
      clearTimeout(timer);
    },
  };
}
