/** What is being written now and must not be cut: a tag would be left half-way. */
const running = new Set<Promise<unknown>>();

/** Holds the program until something is done, also when nobody listens any more. @returns the same promise */
export function holdUntilDone<T>(write: Promise<T>): Promise<T> {
  const done: Promise<unknown> = write.then(
    () => running.delete(done),
    () => running.delete(done),
  );
  running.add(done);
  return write;
}

/** Resolves when nothing is being written any more. Never rejects. */
export async function untilWritten(): Promise<void> {
  while (running.size > 0) await Promise.all(running);
}
