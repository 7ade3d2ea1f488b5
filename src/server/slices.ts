import type { Steps } from '../core/steps.ts';
import type { Turn } from './turns.ts';

/** How long the server works before it looks whether something else is to be done, in ms. */
const slice = 10;

/** A better thing to do than to go on: the work was given up. */
export const overtaken = Symbol('overtaken');

/**
 * Does work in slices, between which messages are answered. What takes no longer than one is done at once.
 *
 * @param turn waits for the turn in which the next slice is done: several works share none
 * @param isOvertaken asked after each slice: whether nobody needs the work any more
 */
export async function doInSlices<T>(
  steps: Steps<T>,
  turn: Turn,
  isOvertaken: () => boolean,
): Promise<T | typeof overtaken> {
  let until = performance.now() + slice;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() < until) continue;
    await turn();
    if (isOvertaken()) return overtaken;
    until = performance.now() + slice;
  }
}
