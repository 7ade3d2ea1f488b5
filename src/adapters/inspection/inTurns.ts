/**
 * Does something with every entry of a list, some at a time. The results are in the order of the list; the
 * first failure ends it.
 */
export async function inTurns<T, R>(
  entries: readonly T[],
  atATime: number,
  work: (entry: T, at: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const rest = entries.entries();
  async function takeTurns(): Promise<void> {
    for (const [at, entry] of rest) results[at] = await work(entry, at);
  }
  await Promise.all(Array.from({ length: atATime }, takeTurns));
  return results;
}
