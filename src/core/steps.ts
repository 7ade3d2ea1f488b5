/**
 * Work that is done in steps, between which whoever does it may do something else, or give it up. Core
 * knows no clock: it says where a pause does no harm, and surfaces know when one is due.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Does all steps at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Work that can be done in steps by one, and asked for at any time by others. */
export interface Unfinished<T> {
  /** Does what is left, unless all is done. */
  readonly value: () => T;
  /** Does what is left, too. */
  readonly steps: () => Steps<T>;
}

/** Begins work of which each step is done once, whoever does it. */
export function begin<T>(work: Steps<T>): Unfinished<T> {
  let result: { readonly value: T } | undefined;
  function* steps(): Steps<T> {
    while (result === undefined) {
      const step = work.next();
      if (step.done === true) result = { value: step.value };
      else yield;
    }
    return result.value;
  }
  return { steps, value: () => finish(steps()) };
}
