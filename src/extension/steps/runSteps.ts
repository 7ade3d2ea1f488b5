/** What a step says: go on with this, back to the step before, or leave everything as it was. */
export type StepAnswer<T> =
  | { readonly kind: 'next'; readonly value: T }
  | { readonly kind: 'back' }
  | { readonly kind: 'cancel' };

/** Where a step stands among those that are asked, 1-based. */
export interface StepPosition {
  readonly step: number;
  /** Absent where answers decide what is asked further: a number that grows misleads. */
  readonly totalSteps?: number;
  /** What the sequence is for, where its steps are made for others too. */
  readonly title?: string;
}

/** A question of a sequence, which fills in part of the state. */
export interface Step<S> {
  /** Whether there is anything to ask; a step that is not asked leaves the state as it is. */
  readonly isAsked: boolean | ((state: S) => boolean);
  ask(state: S, position: StepPosition): Promise<StepAnswer<S>>;
}

/** The answer that goes on. */
export function next<T>(value: T): StepAnswer<T> {
  return { kind: 'next', value };
}

/**
 * Asks one step after the other. Going back returns to the step that was asked before, with the state
 * of that time but for what was answered since, so that nothing has to be chosen twice.
 *
 * @param title goes in the place of those that the steps have of their own
 * @returns the state after the last step; undefined when the user left
 */
export async function runSteps<S>(
  initial: S,
  steps: readonly Step<S>[],
  title?: string,
): Promise<S | undefined> {
  const asked: number[] = [];
  let state = initial;
  let at = 0;
  for (;;) {
    const step = steps[at];
    if (step === undefined) return state;
    if (!isAsked(step, state)) {
      at += 1;
      continue;
    }
    const answer = await step.ask(state, {
      ...position(steps, asked.length),
      ...(title !== undefined && { title }),
    });
    switch (answer.kind) {
      case 'cancel':
        return undefined;
      case 'next':
        asked.push(at);
        state = answer.value;
        at += 1;
        break;
      case 'back':
        at = asked.pop() ?? at;
        break;
    }
  }
}

function isAsked<S>(step: Step<S>, state: S): boolean {
  return typeof step.isAsked === 'boolean' ? step.isAsked : step.isAsked(state);
}

function position<S>(steps: readonly Step<S>[], before: number): StepPosition {
  const step = before + 1;
  if (steps.some((each) => typeof each.isAsked !== 'boolean')) return { step };
  return { step, totalSteps: steps.filter((each) => each.isAsked).length };
}
