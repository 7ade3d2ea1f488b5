import { isDeepStrictEqual } from 'node:util';
import { createLru } from '../adapters/registry/lru.ts';

/** How long answers are waited for. */
export interface Patience {
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
 * @param onLate called when something else is known than what was told in its place, whoever asked for it: not every
 *   reader shows what it reads. Once for all who were told meanwhile
 */
export function createLateAnswers<T>(
  onLate: () => void,
  { again, first }: Patience = defaultPatience,
): InTime<T> {
  const known = createLru<{ readonly value: T; readonly call: number }>(remembered);
  /** What was told in place of answers that are waited for still: not as long once more. */
  const told = createLru<readonly (T | undefined)[]>(remembered);
  let calls = 0;

  /** Remembers an answer, unless it is to an older question than what is known. */
  function learn(key: string, value: T, call: number): void {
    const before = known.get(key);
    if (before !== undefined && before.call > call) return;
    known.set(key, { value, call });
    const outdated = told.get(key)?.some((each) => !isDeepStrictEqual(each, value)) ?? false;
    told.delete(key);
    // Who is told the same again has nothing to do.
    if (outdated) onLate();
  }

  return async (key, answer) => {
    calls += 1;
    const call = calls;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, known.get(key) || told.get(key) ? again : first, undefined);
    });
    const inTime = await Promise.race([answer.then((value) => ({ value })), late]).finally(() => {
      clearTimeout(timer);
    });
    if (inTime !== undefined) {
      learn(key, inTime.value, call);
      return inTime.value;
    }
    const instead = known.get(key)?.value;
    told.set(key, [...(told.get(key) ?? []).filter((each) => each !== instead), instead]);
    void answer.then(
      (value) => {
        learn(key, value, call);
      },
      // What failed late changes nothing.
      () => undefined,
    );
    return instead;
  };
}
