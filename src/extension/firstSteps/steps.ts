import { commands } from 'vscode';

/** The steps of the walkthrough that the extension ends by itself, when what they are for has come true. */
export const firstSteps = ['targets', 'look', 'builder', 'build'] as const;

/** One of {@link firstSteps}. */
export type FirstStep = (typeof firstSteps)[number];

/** Context key that is true once a step is done, by which the walkthrough ticks it off. */
export function stepKey<Step extends FirstStep>(step: Step): `multiarch.finished.${Step}` {
  return `multiarch.finished.${step}`;
}

/** Tells the editor of finished steps, of each once; the editor remembers them. */
export class FirstSteps {
  readonly #finished = new Set<FirstStep>();

  finish(step: FirstStep): void {
    if (this.#finished.has(step)) return;
    this.#finished.add(step);
    void commands.executeCommand('setContext', stepKey(step), true);
  }
}
