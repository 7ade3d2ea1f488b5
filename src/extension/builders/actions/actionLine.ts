import { shownLine } from '../../shownLine.ts';
import { dockerProgram } from '../../settings.ts';

/** The line that runs an action of docker, to be shown and pasted. */
export function actionLine(args: readonly string[]): string {
  return shownLine([dockerProgram(), ...args]);
}
