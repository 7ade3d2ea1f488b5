import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { doByWorker } from '../../../src/adapters/workerJob.ts';
import { useTemporaryFolder } from '../../support/registry/temporaryFolder.ts';

describe('a job of a worker', () => {
  const folder = useTemporaryFolder();

  async function run(program: string, given?: AbortSignal) {
    const asked = new AbortController();
    const file = path.join(folder.path, 'worker.cjs');
    await writeFile(file, program);
    const heard: unknown[] = [];
    const hear = (message: unknown) => {
      heard.push(message);
      if (message === 'enough') asked.abort();
      return message === 'end' ? 'done' : undefined;
    };
    const ends = { hear, lose: () => 'lost', cancelled: 'cancelled' };
    return [await doByWorker(file, {}, ends, given ?? asked.signal), heard];
  }

  it('goes on until a message ends it', async () => {
    const program =
      "process.on('message', () => { process.send('one'); process.send('end'); }); setInterval(() => {}, 1000);";
    assert.deepEqual(await run(program), ['done', ['one', 'end']]);
  });

  it('is lost with the worker', async () => {
    assert.deepEqual(await run('process.exit(3)'), ['lost', []]);
  });

  it('is cancelled, and not begun where it was cancelled before', async () => {
    const endless = "process.send('enough'); setInterval(() => {}, 1000);";
    assert.deepEqual(await run(endless), ['cancelled', ['enough']]);
    assert.deepEqual(await run("process.send('end')", AbortSignal.abort()), ['cancelled', []]);
  });
});
