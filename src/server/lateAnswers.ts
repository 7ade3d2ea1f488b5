import { createLru } from '../adapters/registry/lru.ts';

/** How long answers are waited for. */
interface Patience {
  /** Where an older answer is known, or one is late already, in ms. */
  readonly again: number;
  /** Where none is known, in ms: better later than to take back what was told. Longer than docker is waited for. */
  readonly first: number;
}

const defaultPatience: Patience = { again: 250, first: 3_000 };

/** How many answers are remembered. */
const remembered = 500;

/**
 * Waits for an answer, but not for long: else tells what was answered last time, `undefined` the first time.
 *
 * @param key of what is asked for
 * @throws what the answer throws in time
 */
export type InTime<T> = (key: string, answer: Promise<T>) => Promise<T | undefined>;

/**
 * For what is read of disks, which may be far away or dead: nobody who types waits for them.
 *
 * @param onLate called when an answer has come after something else was told in its place; once for several that were
 *   asked for meanwhile
 */
export function createLateAnswers<T>(
  onLate: () => void,
  { again, first }: Patience = defaultPatience,
): InTime<T> {
  const known = createLru<{ readonly value: T }>(remembered);
  const awaited = new Map<string, Promise<T>>();

  /** The last one that was asked for counts. */
  async function listen(key: string, answer: Promise<T>): Promise<void> {
    awaited.set(key, answer);
    const value = await answer.then(
      (told) => ({ value: told }),
      () => undefined,
    );
    if (awaited.get(key) !== answer) return;
    awaited.delete(key);
    if (value === undefined) return;
    known.set(key, value);
    onLate();
  }

  return async (key, answer) => {
    const before = known.get(key);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, before || awaited.has(key) ? again : first, undefined);
    });
    const told = await Promise.race([answer.then((value) => ({ value })), late]).finally(() => {
      clearTimeout(timer);
    });
    if (told === undefined) {
      void listen(key, answer);
      return before?.value;
    }
    awaited.delete(key);
    known.set(key, told);
    return told.value;
  };
}
