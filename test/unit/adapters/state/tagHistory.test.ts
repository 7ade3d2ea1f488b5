import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keepTagRecord, readTagRecords } from '../../../../src/adapters/state/tagHistory.ts';

describe('the history of tags', () => {
  let folder = '';
  const digest = `sha256:${'1'.repeat(64)}`;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-history-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is told with the newest first, of one tag or of all', async () => {
    for (const at of [3, 1, 2]) {
      await keepTagRecord(folder, { reference: at === 2 ? 'b' : 'a', at, digest });
    }
    const times = async (reference?: string) =>
      (await readTagRecords(folder, reference)).map(({ at }) => at);
    assert.deepEqual(await times(), [3, 2, 1]);
    assert.deepEqual(await times('a'), [3, 1]);
  });

  it('keeps whatever media type a registry has answered', async () => {
    const previous = { digest, mediaType: `text/x; a=${'b'.repeat(4_000)}`, body: 'e30=' };
    await keepTagRecord(folder, { reference: 'a', at: 1, digest, previous });
    assert.deepEqual((await readTagRecords(folder))[0]?.previous, previous);
  });

  it('takes away what a program left that ended while it wrote, once that is long ago', async () => {
    const records = path.join(folder, 'tags');
    await mkdir(records);
    const left = (at: number) =>
      `${String(at).padStart(13, '0')}-01234567-89ab-cdef-0123-456789abcdef.json.unfinished`;
    const now = 10 * 3_600_000;
    const names = [left(1), left(now - 1_000), 'else.unfinished'];
    for (const name of names) await writeFile(path.join(records, name), '');
    const { id } = await keepTagRecord(folder, { reference: 'a', at: now, digest });
    assert.deepEqual(
      (await readdir(records)).sort(),
      [`${id}.json`, left(now - 1_000), 'else.unfinished'].sort(),
    );
  });

  it('leaves out what is damaged', async () => {
    const { id } = await keepTagRecord(folder, { reference: 'a', at: 1, digest });
    await writeFile(path.join(folder, 'tags', `${id}.json`), '{');
    assert.deepEqual(await readTagRecords(folder), []);
  });
});
