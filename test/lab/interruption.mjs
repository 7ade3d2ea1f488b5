/**
 * A signal that aborts when the terminal or a supervisor asks this program to end. The second
 * request is not waited for either: it only repeats what clean-up is already doing.
 *
 * @param {(message: string) => void} say
 * @returns {AbortSignal}
 */
export function interruption(say) {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => {
      if (controller.signal.aborted) return say('Still cleaning up, a moment more …');
      say(`${name}: stopping and removing what was made …`);
      controller.abort(new Interrupted(name));
    });
  }
  return controller.signal;
}

/** Why an await ended early: the user wanted it. `exitCode` is the shell's for this signal. */
export class Interrupted extends Error {
  constructor(name) {
    super(`interrupted by ${name}`);
    this.exitCode = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[name];
  }
}
