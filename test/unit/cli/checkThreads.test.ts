import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { checkInThread } from '../../../src/cli/check/checkThread.ts';
import type { Helper } from '../../../src/cli/check/shareFiles.ts';
import { countThreads } from '../../../src/cli/check/threadCount.ts';
import type { ThreadTask } from '../../../src/cli/check/threadMessages.ts';
import { runCommandLine } from '../../../src/cli/commandLine.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { sampleRegistry } from '../../support/registry/sampleImages.ts';

/** How a thread of the tests works: as the real ones, or it breaks when it has told of so many portions of files. */
interface Behaviour {
  readonly breaksAfter?: number;
}

/** What the real threads do, over the same kind of line, in this thread. */
function startHelper(task: ThreadTask, { breaksAfter }: Behaviour): Helper {
  const { port1: here, port2: there } = new MessageChannel();
  let portions = 0;
  void checkInThread(task, {
    send: (message) => {
      if (message.kind === 'checked' && portions++ === breaksAfter) there.close();
      there.postMessage(message);
    },
    listen: (hear) => there.on('message', hear),
  });
  return {
    ended: closed(here),
    end: () => {
      here.close();
    },
    send: (message) => {
      here.postMessage(message);
    },
    listen: (hear) => here.on('message', hear),
  };
}

function closed(port: MessagePort): Promise<void> {
  return new Promise((resolve) => {
    port.once('close', () => {
      resolve();
    });
  });
}

describe('check, with several threads', () => {
  let registry: LoopbackServer;
  let folder = '';
  let files: readonly string[] = [];
  const userCache = process.env['MULTIARCH_CACHE'];
  before(async () => {
    registry = await startServer(sampleRegistry());
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-threads-'));
    files = await Promise.all(Array.from({ length: 130 }, (_, at) => write(at)));
  });
  beforeEach(async () => {
    process.env['MULTIARCH_CACHE'] = await mkdtemp(path.join(folder, 'cache-'));
  });
  after(async () => {
    if (userCache === undefined) delete process.env['MULTIARCH_CACHE'];
    else process.env['MULTIARCH_CACHE'] = userCache;
    await registry.close();
    await rm(folder, { recursive: true });
  });

  /** Some with findings, some without, some that nobody can judge. */
  async function write(at: number): Promise<string> {
    const own = path.join(folder, String(at));
    await mkdir(own);
    const image = ['app:multi', 'app:missing', 'app:single'][at % 3] ?? '';
    const lines = [
      `FROM ${registry.host}/${image}`,
      `COPY missing-${at} /`,
      'RUN curl -LO https://example.com/tool-linux-amd64.tar.gz',
      at % 7 === 0 ? `FROM --platform=$BUILDPLATFORM ${registry.host}/app:multi\nFROM FROM` : '',
    ];
    if (at % 20 === 3)
      await writeFile(path.join(own, '.multiarch.yaml'), 'platforms: [linux/nonsense/v9/x]\n');
    const file = path.join(own, at % 31 === 5 ? 'missing' : 'Dockerfile');
    if (!file.endsWith('missing')) await writeFile(file, lines.join('\n'));
    return file;
  }

  async function check(
    helpers: readonly Behaviour[],
    args: readonly string[] = [],
    signal = new AbortController().signal,
  ) {
    let out = '';
    let error = '';
    const started: Helper[] = [];
    const code = await runCommandLine(
      ['check', '--build-platform=linux/amd64', ...args, ...files],
      {
        write: (text) => (out += text),
        writeError: (text) => (error += text),
        signal,
        startThreads: (task) => {
          started.push(...helpers.map((behaviour) => startHelper(task, behaviour)));
          return started;
        },
      },
    );
    await Promise.all(started.map(({ ended }) => ended));
    // When it was seen is all that differs.
    return { code, error, out: out.replace(/"asOf": "[^"]*"/g, '') };
  }

  for (const format of ['text', 'json', 'sarif']) {
    it(`prints the same ${format} as one thread`, async () => {
      const alone = await check([], ['--format', format]);
      assert.equal(alone.code, 2);
      assert.match(alone.error, /missing" does not exist/);
      assert.deepEqual(await check([{}], ['--format', format]), alone);
      assert.deepEqual(await check([{}, {}], ['--format', format]), alone);
    });
  }

  it('asks for each image once, for all threads together', async () => {
    const before = registry.seen.length;
    await check([]);
    const alone = registry.seen.length - before;
    process.env['MULTIARCH_CACHE'] = await mkdtemp(path.join(folder, 'cache-'));
    await check([{}, {}]);
    assert.equal(registry.seen.length - before - alone, alone);
  });

  for (const breaksAfter of [0, 1]) {
    it(`checks the files of threads that break after ${breaksAfter} portions`, async () => {
      const alone = await check([]);
      assert.deepEqual(await check([{ breaksAfter }, { breaksAfter }]), alone);
    });
  }

  it('ends with all threads when it is interrupted', async () => {
    const stop = new AbortController();
    const checking = check([{}, {}], [], stop.signal);
    stop.abort();
    const { code, error, out } = await checking;
    assert.deepEqual(
      { code, error, out },
      { code: 2, error: 'multiarch check: interrupted.\n', out: '' },
    );
  });

  describe('of which there are', () => {
    const count = (files: number, chosen?: string) =>
      countThreads(files, chosen === undefined ? {} : { MULTIARCH_THREADS: chosen });

    it('no more than there is work for', () => {
      assert.equal(count(0), 1);
      assert.equal(count(399), 1);
      assert.equal(count(100_000), Math.min(4, availableParallelism()));
    });

    it('as many as somebody says', () => {
      assert.equal(count(1, '3'), 3);
      assert.equal(count(100_000, '1'), 1);
      assert.equal(count(1, '16'), 16);
      for (const wrong of ['0', '17', 'two', '-1', '1e1', ' 1']) {
        assert.throws(() => count(1, wrong), {
          message: /^MULTIARCH_THREADS is a number from 1 to 16/,
        });
      }
    });
  });
});
