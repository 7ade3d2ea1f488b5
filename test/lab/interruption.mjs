import { clearInterval, setInterval } from 'node:timers';

/**
 * A signal that aborts when the terminal or a supervisor asks this program to end. The second
 * request is not waited for either: it only repeats what clean-up is already doing.
 *
 * @param {(message: string) => void} say
 * @returns {AbortSignal}
 */
export function interruption(say) {
  const controller = new AbortController();
  const stop = (name, why) => {
    say(`${why}: stopping and removing what was made …`);
    controller.abort(new Interrupted(name));
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => {
      if (controller.signal.aborted) return say('Still cleaning up, a moment more …');
      stop(name, name);
    });
  }
  // Whoever read what we say may be gone before us; clean-up must not end with it.
  for (const output of [process.stdout, process.stderr]) {
    output.on('error', (error) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  onOrphaned(() => {
    if (!controller.signal.aborted) stop('SIGTERM', 'npm has ended');
  });
  return controller.signal;
}

// npm hands a SIGTERM to its shell, which ends without telling us; then nobody waits for us.
function onOrphaned(react) {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    react();
  }, 500);
  timer.unref();
}

/** Why an await ended early: the user wanted it. `exitCode` is the shell's for this signal. */
export class Interrupted extends Error {
  constructor(name) {
    super(`interrupted by ${name}`);
    this.exitCode = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[name];
  }
}
