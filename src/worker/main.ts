import { readWorkerRequest, type WorkerAnswer } from '../protocol/worker.ts';
import { searchTags } from './jobs/searchTags.ts';

/** Time in which everything ends once nobody listens any more, in ms. */
const grace = 1_000;

const stop = new AbortController();

async function answer(message: unknown): Promise<WorkerAnswer> {
  const request = readWorkerRequest(message);
  if (!request.ok) return { job: 'none', problem: request.problem.message };
  return {
    job: request.value.job,
    found: await searchTags(request.value, process.env, stop.signal),
  };
}

process.once('disconnect', () => {
  stop.abort();
  setTimeout(() => process.exit(), grace).unref();
});

process.once('message', (message) => {
  void answer(message).then(
    (found) =>
      process.send?.(found, () => {
        process.disconnect();
      }),
    (error: unknown) => {
      // Whoever has left knows why.
      if (stop.signal.aborted) return;
      console.error(error);
      process.exitCode = 1;
      process.disconnect();
    },
  );
});

if (process.send === undefined) {
  console.error('multiarch: this program is started by the others, with one message.');
  process.exitCode = 2;
}
