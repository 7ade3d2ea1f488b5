import { openWorker } from './workerProcess.ts';

/** What becomes of a job. */
interface JobEnds<T> {
  /** Reads a message as it was sent; undefined as long as more are to come. */
  readonly hear: (message: unknown) => T | undefined;
  /** @param why a sentence */
  readonly lose: (why: string) => T;
  readonly cancelled: T;
}

/**
 * Lets a worker do one job, and ends it.
 *
 * @param program path of the worker's program
 * @param signal ends it at once; where it was given before, none is started
 */
export function doByWorker<T>(
  program: string,
  request: object,
  { hear, lose, cancelled }: JobEnds<T>,
  signal: AbortSignal,
): Promise<T> {
  if (signal.aborted) return Promise.resolve(cancelled);
  return new Promise((resolve) => {
    const settle = (end: T) => {
      signal.removeEventListener('abort', cancel);
      worker.end();
      resolve(end);
    };
    const cancel = () => {
      settle(cancelled);
    };
    signal.addEventListener('abort', cancel, { once: true });
    const worker = openWorker({ file: program }, request, {
      hear: (message) => {
        const end = hear(message);
        if (end !== undefined) settle(end);
      },
      lose: (why) => {
        settle(lose(why));
      },
    });
  });
}
