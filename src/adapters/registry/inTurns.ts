/**
 * Does something with each of many, a few at a time. The first failure ends it: nothing new is begun, and
 * what is under way is waited for.
 *
 * @param atOnce how many are under way at the same time, 1 or more
 */
export async function inTurns<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  let failed = false;
  async function next(): Promise<void> {
    for (const item of rest) {
      if (failed) return;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  }
  const turns = Array.from({ length: Math.min(atOnce, items.length) }, next);
  const [failure] = (await Promise.allSettled(turns)).filter(({ status }) => status === 'rejected');
  if (failure?.status === 'rejected') throw failure.reason;
}
