import { fork } from 'node:child_process';
import { say } from '../core/language.ts';
import { fail, succeed, type Result } from '../core/result.ts';
import { languageEnvironment } from './programLanguage.ts';

/** A program of ours that does one job and ends: it reads one message and sends one. */
export interface WorkerProgram {
  /** Absolute path of its JavaScript. */
  readonly file: string;
  /** Options of Node itself; none when left out. */
  readonly nodeOptions?: readonly string[];
  /** Time that it has to end by itself once nobody listens, in ms; a second when left out. */
  readonly patience?: number;
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
  program: WorkerProgram,
  request: object,
  { signal, timeout }: WorkerLimits,
): Promise<Result<unknown>> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const settle = (done: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      worker.end();
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
    const worker = openWorker(program, request, {
      hear: (message) => {
        finish(succeed(message));
      },
      lose: (why) => {
        finish(fail(why));
      },
    });
    const timer = setTimeout(() => {
      finish(fail(say('it took longer than {0} s', Math.round(timeout / 1000))));
    }, timeout);
    signal.addEventListener('abort', cancel, { once: true });
  });
}

/** A worker that is spoken with. */
export interface OpenWorker {
  /** Sends one more message; none arrives once it has ended. */
  tell(message: object): void;
  /** Hears it no more: it ends by itself, and is ended if it does not. */
  end(): void;
}

/** Who hears a worker. */
export interface WorkerListener {
  readonly hear: (message: unknown) => void;
  /** It has ended, or could not be started: a sentence. Called once at most, and not after `end`. */
  readonly lose: (why: string) => void;
}

/**
 * Starts a worker for as long as somebody listens. Messages come as they were sent, unread. What it writes to
 * standard error goes to that of this process.
 *
 * @param request the first message
 */
export function openWorker(
  { file, nodeOptions = [], patience = grace }: WorkerProgram,
  request: object,
  { hear, lose }: WorkerListener,
): OpenWorker {
  const child = fork(file, [], {
    // In the editor this is Electron, which is told to be Node.
    env: { ...process.env, ...languageEnvironment(), ELECTRON_RUN_AS_NODE: '1' },
    execPath: process.execPath,
    execArgv: [...nodeOptions],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let isOver = false;
  const loseOnce = (why: string): void => {
    if (isOver) return;
    isOver = true;
    lose(why);
  };
  const tell = (message: object): void => {
    if (!child.connected) return;
    child.send(message, (error) => {
      if (error) loseOnce(say('it could not be asked: {0}', error.message));
    });
  };
  child.on('error', ({ message }) => {
    loseOnce(say('it could not be started: {0}', message));
  });
  child.once('exit', (code, killer) => {
    loseOnce(
      say('it ended without an answer ({0})', killer ?? say('exit code {0}', code ?? 'unknown')),
    );
  });
  child.on('message', (message) => {
    if (!isOver) hear(message);
  });
  tell(request);
  return {
    tell,
    end() {
      isOver = true;
      // It ends when nobody listens any more: it can end its own processes first, on Windows as well.
      if (child.connected) child.disconnect();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ending = setTimeout(() => child.kill('SIGKILL'), patience).unref();
      child.once('exit', () => {
        clearTimeout(ending);
      });
    },
  };
}
