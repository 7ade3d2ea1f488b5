import { isDeepStrictEqual } from 'node:util';
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
 * @param onLate called when an answer has come after something else was told in its place; once for several that are
 *   the same
 */
export function createLateAnswers<T>(
  onLate: () => void,
  { again, first }: Patience = defaultPatience,
): InTime<T> {
  const known = createLru<{ readonly value: T; readonly call: number }>(remembered);
  /** What was waited for in vain: not as long once more. */
  const slow = new Set<string>();
  let calls = 0;

  /**
   * Remembers an answer, unless it is to an older question than what is known. True where it says something else: who
   * is told the same again has nothing to do.
   */
  function learn(key: string, value: T, call: number): boolean {
    const before = known.get(key);
    if (before !== undefined && before.call > call) return false;
    known.set(key, { value, call });
    slow.delete(key);
    return before === undefined || !isDeepStrictEqual(before.value, value);
  }

  return async (key, answer) => {
    calls += 1;
    const call = calls;
    const before = known.get(key);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, before || slow.has(key) ? again : first, undefined);
    });
    const told = await Promise.race([answer.then((value) => ({ value })), late]).finally(() => {
      clearTimeout(timer);
    });
    if (told !== undefined) {
      learn(key, told.value, call);
      return told.value;
    }
    slow.add(key);
    void answer.then(
      (value) => {
        if (learn(key, value, call)) onLate();
      },
      // What failed late changes nothing.
      () => undefined,
    );
    return before?.value;
  };
}
