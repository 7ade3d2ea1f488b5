import { fork } from 'node:child_process';
import { fail, succeed, type Result } from '../core/result.ts';

/** A program of ours that does one job and ends: it reads one message and sends one. */
export interface WorkerProgram {
  /** Absolute path of its JavaScript. */
  readonly file: string;
  /** Options of Node itself; none when left out. */
  readonly nodeOptions?: readonly string[];
}

/** How long a job may take, and who can end it before that. */
export interface WorkerLimits {
  readonly signal: AbortSignal;
  /** In ms. */
  readonly timeout: number;
}

/** Time that a worker has to end by itself, and to end what it has started, in ms. */
const grace = 1_000;

/**
 * Lets a worker do a job: one process, which dies alone. Its message comes as it was sent, unread; the
 * problem is a sentence. What it writes to standard error goes to that of this process.
 *
 * @throws the signal's reason, at once, when cancelled; the process then ends as well
 */
export function runWorker(
  { file, nodeOptions = [] }: WorkerProgram,
  request: object,
  { signal, timeout }: WorkerLimits,
): Promise<Result<unknown>> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = fork(file, [], {
      // In the editor this is Electron, which is told to be Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execPath: process.execPath,
      execArgv: [...nodeOptions],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });

    const settle = (done: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      // It ends when nobody listens any more: it can end its own processes first, on Windows as well.
      if (child.connected) child.disconnect();
      if (child.exitCode === null && child.signalCode === null) {
        const ending = setTimeout(() => child.kill('SIGKILL'), grace).unref();
        child.once('exit', () => {
          clearTimeout(ending);
        });
      }
      done();
    };
    const finish = (result: Result<unknown>): void => {
      settle(() => {
        resolve(result);
      });
    };
    const cancel = (): void => {
      settle(() => {
        reject(signal.reason as Error);
      });
    };
    const timer = setTimeout(() => {
      finish(fail(`it took longer than ${Math.round(timeout / 1000)} s`));
    }, timeout);
    signal.addEventListener('abort', cancel, { once: true });
    child.on('error', ({ message }) => {
      finish(fail(`it could not be started: ${message}`));
    });
    child.once('exit', (code, killer) => {
      finish(fail(`it ended without an answer (${killer ?? `exit code ${code ?? 'unknown'}`})`));
    });
    child.once('message', (message) => {
      finish(succeed(message));
    });
    child.send(request, (error) => {
      if (error) finish(fail(`it could not be asked: ${error.message}`));
    });
  });
}
