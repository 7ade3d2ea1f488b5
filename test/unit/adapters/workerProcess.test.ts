import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openWorker, runWorker } from '../../../src/adapters/workerProcess.ts';
import { useTemporaryFolder } from '../../support/registry/temporaryFolder.ts';

/** Node and a test's own process may be slow to start on a busy machine. */
const timeout = 30_000;

describe('openWorker', () => {
  const folder = useTemporaryFolder();

  it('lets a worker end what it writes, when it is patient', async () => {
    const file = path.join(folder.path, 'worker.mjs');
    const written = path.join(folder.path, 'written');
    await writeFile(
      file,
      `import { writeFileSync } from 'node:fs';
       process.once('message', () => process.send('writes'));
       process.once('disconnect', () => setTimeout(() => writeFileSync(${JSON.stringify(written)}, ''), 2000));`,
    );
    await new Promise((resolve, reject) => {
      const open = openWorker(
        { file, patience: timeout },
        {},
        {
          hear: () => {
            open.end();
            resolve(undefined);
          },
          lose: reject,
        },
      );
    });
    await until(() => existsSync(written));
  }).timeout(timeout);
});

describe('runWorker', () => {
  const folder = useTemporaryFolder();
  const { signal } = new AbortController();

  async function worker(text: string) {
    const file = path.join(folder.path, 'worker.mjs');
    await writeFile(file, text);
    return { file };
  }

  async function check(text: string, expected: unknown) {
    assert.deepEqual(
      await runWorker(await worker(text), { question: 1 }, { signal, timeout }),
      expected,
    );
  }
  const failed = (message: string) => ({ ok: false, problem: { message } });

  it('gives what the worker sends', () =>
    check(
      `process.once('message', ({ question }) => process.send({ answer: question + 1, node: process.env.ELECTRON_RUN_AS_NODE }));`,
      { ok: true, value: { answer: 2, node: '1' } },
    ));

  it('says that it ended without an answer', () =>
    check(
      `process.once('message', () => process.exit(3));`,
      failed('it ended without an answer (exit code 3)'),
    ));

  it('says what killed it', async function () {
    if (process.platform === 'win32') return;
    await check(
      `process.once('message', () => process.kill(process.pid, 'SIGKILL'));`,
      failed('it ended without an answer (SIGKILL)'),
    );
  });

  it('takes as long as it may', async () => {
    const hanging = await worker(telling(''));
    const request = { folder: folder.path };
    assert.deepEqual(
      await runWorker(hanging, request, { signal, timeout: 2000 }),
      failed('it took longer than 2 s'),
    );
    const pid = Number(await contentOf(path.join(folder.path, 'left')));
    await until(() => !isRunning(pid));
  }).timeout(timeout);

  it('does not begin when it is cancelled already', async () => {
    const gone = AbortSignal.abort(new Error('gone'));
    await assert.rejects(runWorker({ file: 'none' }, {}, { signal: gone, timeout }), /gone/);
  });

  /** Started, it makes the file `started`; when it is left alone, `left`. */
  const telling = (afterwards: string) => `
    import { writeFileSync } from 'node:fs';
    process.once('message', ({ folder }) => {
      setInterval(() => undefined, 1000);
      process.once('disconnect', () => {
        writeFileSync(folder + '/left', String(process.pid));
        ${afterwards}
      });
      writeFileSync(folder + '/started', String(process.pid));
    });`;

  const ends = (name: string, afterwards: string) => {
    it(`is left when it is cancelled, and ${name}`, async () => {
      const stop = new AbortController();
      const request = { folder: folder.path };
      const running = runWorker(await worker(telling(afterwards)), request, {
        signal: stop.signal,
        timeout,
      });
      const pid = Number(await contentOf(path.join(folder.path, 'started')));
      stop.abort(new Error('stopped'));
      await assert.rejects(running, /stopped/);
      await contentOf(path.join(folder.path, 'left'));
      await until(() => !isRunning(pid));
    }).timeout(timeout);
  };
  ends('ends by itself', 'process.exit();');
  ends('is ended when it does not', '');
});

async function contentOf(file: string): Promise<string> {
  let text = '';
  await until(async () => {
    if (existsSync(file)) text = await readFile(file, 'utf8');
    return text !== '';
  });
  return text;
}

async function until(isDone: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 10));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
