import { takeLanguage } from '../adapters/programLanguage.ts';
import { readListOrder } from '../protocol/listTask.ts';
import type { ListOrder } from '../protocol/lists.ts';
import { readWorkerRequest, type WorkerAnswer } from '../protocol/worker.ts';
import { untilWritten } from './finalWrites.ts';
import { auditImage } from './jobs/auditImage.ts';
import { reportReadiness } from './jobs/reportReadiness.ts';
import { searchTags } from './jobs/searchTags.ts';
import { workOnLists } from './jobs/workOnLists.ts';

/** Time in which everything ends once nobody listens any more and nothing is being written, in ms. */
const grace = 1_000;

takeLanguage(process.env);

const stop = new AbortController();

/** @returns the answer, where the job has only one */
async function answer(message: unknown): Promise<WorkerAnswer | undefined> {
  const read = readWorkerRequest(message);
  if (!read.ok) return { job: 'none', problem: read.problem.message };
  const request = read.value;
  if (request.job === 'searchTags') {
    return { job: request.job, found: await searchTags(request, process.env, stop.signal) };
  }
  if (request.job === 'audit') {
    await auditImage(request, send, process.env, stop.signal);
    await delivered;
    return undefined;
  }
  if (request.job === 'report') {
    // It is started for a workspace that is trusted only.
    if (!request.registries.trusted)
      return { job: 'none', problem: 'the workspace is not trusted' };
    send(await reportReadiness(request, process.env, stop.signal));
    await delivered;
    return undefined;
  }
  await workOnLists(request, { send, next: nextOrder }, process.env, stop.signal);
  await delivered;
  return undefined;
}

/** Resolves when everything that was sent is on its way. */
let delivered = Promise.resolve();

function send(message: object): void {
  const one = new Promise<void>((resolve) => {
    process.send?.(message, () => {
      resolve();
    });
  });
  delivered = delivered.then(() => one);
}

const orders: ListOrder[] = [];
const waiting: ((order: ListOrder) => void)[] = [];

function nextOrder(): Promise<ListOrder> {
  return new Promise((resolve) => {
    const order = orders.shift();
    if (order === undefined) waiting.push(resolve);
    else resolve(order);
  });
}

process.once('disconnect', () => {
  stop.abort();
  setTimeout(() => {
    void untilWritten().then(() => process.exit());
  }, grace).unref();
});

process.once('message', (first) => {
  process.on('message', (message) => {
    const read = readListOrder(message);
    if (!read.ok) return;
    const take = waiting.shift();
    if (take === undefined) orders.push(read.value);
    else take(read.value);
  });
  void answer(first).then(
    (found) => {
      if (found === undefined) {
        if (process.connected) process.disconnect();
        return;
      }
      process.send?.(found, () => {
        process.disconnect();
      });
    },
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
