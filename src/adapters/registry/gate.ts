/** Lets a few through at the same time; the others wait, the first one first. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes one. @param atOnce how many are let through at the same time, 1 or more */
export function createGate(atOnce: number): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return async (work) => {
    if (inside === atOnce) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else inside += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Whoever comes in takes the place of the one who leaves.
      if (next) next();
      else inside -= 1;
    }
  };
}
