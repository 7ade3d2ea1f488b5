import { say } from '../../core/language.ts';

/** How many services are named. */
const mostNamed = 8;

/**
 * Says that services extend one another in a ring, for which Compose refuses a file (compose-go 2.13, loader/loader.go,
 * cycleTracker: `Circular reference`); a sentence that goes on behind a colon.
 *
 * @param names from one service to the same again
 */
export function ringProblem(names: readonly string[]): string {
  const shown = names.length > mostNamed ? [...names.slice(0, mostNamed - 1), '…'] : names;
  return say('services extend one another in a ring: {0}.', shown.join(' → '));
}
