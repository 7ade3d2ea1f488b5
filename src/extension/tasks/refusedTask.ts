import { CustomExecution, EventEmitter, l10n, Task, type WorkspaceFolder } from 'vscode';
import type { BuildDefinition } from './buildTask.ts';

/**
 * Stands for a task of tasks.json that makes no sense: says why in its terminal when it is run, and
 * fails. Until then it disturbs nobody.
 *
 * @param problem names the property that is wrong
 */
export function refusedTask(
  definition: BuildDefinition,
  folder: WorkspaceFolder,
  name: string,
  problem: string,
): Task {
  const execution = new CustomExecution(() =>
    Promise.resolve(explainingTerminal(refusal(name, problem))),
  );
  return new Task(definition, folder, name, 'multiarch', execution, []);
}

/** Why a task of tasks.json makes no sense. @param problem names the property that is wrong */
export function refusal(name: string, problem: string): string {
  return l10n.t('The task "{0}" of tasks.json cannot be run: {1}.', name, problem);
}

/** The editor takes an end within 500 ms for a failure to launch, and says so in a notification, in ms. */
const launch = 1_000;

/** A terminal that writes a message and ends with exit code 1. */
export function explainingTerminal(message: string) {
  let timer: NodeJS.Timeout | undefined;
  const written = new EventEmitter<string>();
  const closed = new EventEmitter<number>();
  return {
    onDidWrite: written.event,
    onDidClose: closed.event,
    open: () => {
      written.fire(`${message}\r\n`);
      timer = setTimeout(() => {
        closed.fire(1);
      }, launch);
    },
    close: () => {
      clearTimeout(timer);
      written.dispose();
      closed.dispose();
    },
  };
}
