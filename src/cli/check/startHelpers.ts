import { setFlagsFromString } from 'node:v8';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { Helper } from './shareFiles.ts';
import type { FromThread, ThreadTask, ToThread } from './threadMessages.ts';

/**
 * Starts threads of the program that check files; none where Node may not, or this is one itself.
 *
 * @param program the file with which the program starts: a thread starts with the same
 */
export function startHelpers(program: string, task: ThreadTask, count: number): readonly Helper[] {
  const helpers: Helper[] = [];
  if (count > 0) optimizeLater();
  try {
    while (isMainThread && helpers.length < count) helpers.push(startHelper(program, task));
  } catch {
    // Node's permissions may forbid threads: this one does it all.
  }
  return helpers;
}

/**
 * V8 11, which is that of Node 20, optimizes a function when some 66 KB of its bytecode were run, at a time when many are
 * still to meet what makes it throw that away; each thread does so for itself. That was a third of the processor time of
 * 2,000 files. Later ones wait longer, and do not know this flag.
 */
function optimizeLater(): void {
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=500000');
}

function startHelper(program: string, task: ThreadTask): Helper {
  const worker = new Worker(program, { workerData: task });
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      resolve();
    });
  });
  // Whatever it was: its files are checked by the main thread, which tells what is wrong.
  worker.on('error', () => undefined);
  return {
    ended,
    end: () => void worker.terminate(),
    send: (message) => {
      worker.postMessage(message);
    },
    listen: (hear) => {
      worker.on('message', hear);
    },
  };
}

/** Does what a thread is there for, in a thread that {@link startHelpers} has started. */
export async function runHelper(): Promise<void> {
  const { checkInThread } = await import('./checkThread.ts');
  const port = parentPort;
  if (port === null) return;
  await checkInThread(workerData as ThreadTask, {
    send: (message: FromThread) => {
      port.postMessage(message);
    },
    listen: (hear: (message: ToThread) => void) => {
      port.on('message', hear);
    },
  });
  port.close();
}
