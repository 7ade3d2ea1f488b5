import { commandLine } from '../../../core/build/commandLine.ts';
import { dockerProgram } from '../../settings.ts';

/** The line that runs an action of docker, to be shown and pasted. */
export function actionLine(args: readonly string[]): string {
  return commandLine([dockerProgram(), ...args]);
}
