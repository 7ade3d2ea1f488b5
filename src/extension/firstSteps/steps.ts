import { commands } from 'vscode';
import { stepKey, type FirstStep } from '../contributions.ts';

/** Tells the editor of finished steps, of each once; the editor remembers them. */
export class FirstSteps {
  readonly #finished = new Set<FirstStep>();

  finish(step: FirstStep): void {
    if (this.#finished.has(step)) return;
    this.#finished.add(step);
    void commands.executeCommand('setContext', stepKey(step), true);
  }
}
