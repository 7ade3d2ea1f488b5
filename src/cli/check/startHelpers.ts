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
  try {
    while (isMainThread && helpers.length < count) helpers.push(startHelper(program, task));
  } catch {
    // Node's permissions may forbid threads: this one does it all.
  }
  return helpers;
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
