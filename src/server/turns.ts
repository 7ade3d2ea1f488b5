/** Waits for a turn of the loop of events that nobody else has. */
export type Turn = () => Promise<void>;

/**
 * Gives turns in the order in which they are asked for. What is waited for by several would else go on with all of them
 * in one turn, and nobody who types is heard before the last one is done.
 */
export function createTurns(): Turn {
  let last = Promise.resolve();
  return () => {
    last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
    return last;
  };
}
