import { startTestClient, type TestClient } from '../server/testClient.ts';
import { startServer } from '../support/registry/loopbackServer.ts';
import { sampleRegistry } from '../support/registry/sampleImages.ts';
import { startServerProcess } from './serverProcess.ts';
import { measure, type Times } from './times.ts';
import { openTypedFile } from './typedFile.ts';

const warmUp = 400;
const rounds = 300;

/**
 * From the message that one character was typed to the diagnostics: real LSP messages over a stream in
 * memory, editor and server in one process, everything about the images known, after a few
 * hundred keystrokes: before, the compilers of the JavaScript engine are still at work.
 */
export async function measureKeystrokes(lines: number): Promise<Times> {
  const registry = await startServer(sampleRegistry());
  const client = await startTestClient();
  try {
    const type = await openFile(client, lines, `${registry.host}/app:amd64-index`);
    return await measure(type, { warmUp, rounds });
  } finally {
    await client.dispose();
    await registry.close();
  }
}

/** The same with the built server in a process of its own, and its processor time for one keystroke. */
export async function measureServerKeystrokes(
  lines: number,
): Promise<{ readonly times: Times; readonly cpu: number | undefined }> {
  const registry = await startServer(sampleRegistry());
  const server = await startServerProcess();
  try {
    const type = await openFile(server.client, lines, `${registry.host}/app:amd64-index`);
    await measure(type, { warmUp, rounds: 0 });
    const before = server.cpu();
    const times = await measure(type, { warmUp: 0, rounds });
    const after = server.cpu();
    const cpu = before === undefined || after === undefined ? undefined : (after - before) / rounds;
    return { times, cpu };
  } finally {
    await server.dispose();
    await registry.close();
  }
}

/**
 * The longest time for which the loop of events stood still during each keystroke: what else would have
 * waited. Editor and server are in one process, so it is never less than the server's own.
 */
export async function measureBlocks(lines: number): Promise<Times> {
  const client = await startTestClient({ settings: { registry: { lookups: 'off' } } });
  try {
    const type = await openFile(client, lines, 'alpine');
    const blocks: number[] = [];
    for (let round = -30; round < 60; round += 1) {
      const watch = watchLoop();
      await type(round);
      const longest = await watch.stop();
      if (round >= 0) blocks.push(longest);
    }
    return blocks.sort((a, b) => a - b);
  } finally {
    await client.dispose();
  }
}

/** Looks at the clock in every turn of the loop of events. */
function watchLoop(): { stop(): Promise<number> } {
  let longest = 0;
  let last = performance.now();
  let isOver = false;
  const ended = new Promise<void>((resolve) => {
    function turn(): void {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (isOver) resolve();
      else setImmediate(turn);
    }
    setImmediate(turn);
  });
  return {
    async stop() {
      isOver = true;
      await ended;
      return longest;
    },
  };
}

/** Opens a file of so many lines, and gives what types one character in it and waits for the diagnostics. */
async function openFile(
  client: TestClient,
  lines: number,
  image: string,
): Promise<(round: number) => Promise<void>> {
  const file = await openTypedFile(client, lines, image);
  return async (round) => {
    await file.press(round);
    await client.report(file.uri);
  };
}
