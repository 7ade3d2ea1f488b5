import * as z from 'zod/mini';
import type { EngineAddress } from './contexts.ts';
import { askEngine } from './engineConnection.ts';
import { streamFromEngine } from './engineQuestion.ts';

/** What an engine did, as far as builders are concerned. */
export type BuilderEvent =
  /** It answers; told at the beginning, and when it did not before. */
  | { readonly kind: 'there' }
  /** It does not answer; told at the beginning, and when it did before. */
  | { readonly kind: 'gone' }
  /** A container of this name has begun, ended, or was removed. */
  | { readonly kind: 'container'; readonly name: string };

/** Time until an engine that does not answer is asked again, in ms: at first, and at most. */
const patience = { first: 2000, most: 30_000 };

/** What builders depend on: containers of BuildKit that begin and end. */
const filters = JSON.stringify({ type: ['container'], event: ['start', 'die', 'destroy'] });

const eventSchema = z.object({
  Actor: z.object({ Attributes: z.object({ name: z.string() }) }),
});

/** Longest line of an event that is read, in bytes. */
const lineLimit = 64 * 1024;

/**
 * Follows an engine until it is told to stop, also over the times when it does not run. Not over ssh,
 * where that would be a login of its own that lasts.
 */
export async function followBuilders(
  address: EngineAddress,
  tell: (event: BuilderEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  if (address.url.startsWith('ssh:')) return;
  // Who stops it does so while it waits for something.
  const isStopped = () => signal.aborted;
  let wait = patience.first;
  let isGone = false;
  while (!isStopped()) {
    await askEngine(
      address,
      async (engine, abortSignal) => {
        const stream = await streamFromEngine(engine, '/events', { filters }, abortSignal);
        wait = patience.first;
        isGone = false;
        tell({ kind: 'there' });
        await readEvents(stream, tell);
      },
      { signal, timeout: Infinity },
    );
    if (isStopped()) return;
    if (!isGone) tell({ kind: 'gone' });
    isGone = true;
    await pause(wait, signal);
    wait = Math.min(wait * 2, patience.most);
  }
}

/** Ends with the stream. */
async function readEvents(
  stream: NodeJS.ReadableStream,
  tell: (event: BuilderEvent) => void,
): Promise<void> {
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split('\n');
    rest = (lines.pop() ?? '').slice(0, lineLimit);
    for (const line of lines) {
      const name = containerName(line);
      if (name !== undefined) tell({ kind: 'container', name });
    }
  }
}

function containerName(line: string): string | undefined {
  try {
    return eventSchema.parse(JSON.parse(line)).Actor.Attributes.name;
  } catch {
    return undefined;
  }
}

function pause(time: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, time);
    signal.addEventListener('abort', end, { once: true });
  });
}
