import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
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
    for (const at of [1, 2, 3]) {
      await keepTagRecord(folder, { reference: at === 2 ? 'b' : 'a', at, digest });
    }
    const times = async (reference?: string) =>
      (await readTagRecords(folder, reference)).map(({ at }) => at);
    assert.deepEqual(await times(), [3, 2, 1]);
    assert.deepEqual(await times('a'), [3, 1]);
  });

  it('is in the order of the changes also when the clock was set back', async () => {
    const decade = 10 * 365 * 86_400_000;
    for (const at of [2 * decade, decade, decade + 1]) {
      await keepTagRecord(folder, { reference: 'a', at, digest });
    }
    const records = await readTagRecords(folder);
    assert.deepEqual(
      records.map(({ at }) => at),
      [decade + 1, decade, 2 * decade],
    );
  });

  it('forgets the oldest change for a new one, never the one just made', async () => {
    const decade = 10 * 365 * 86_400_000;
    for (let at = 0; at < 500; at++) {
      await keepTagRecord(folder, { reference: `t${at}`, at: 2 * decade + at, digest });
    }
    const { id } = await keepTagRecord(folder, { reference: 'new', at: decade, digest });
    const records = await readTagRecords(folder);
    assert.equal(records.length, 500);
    assert.equal(records[0]?.id, id);
    assert.equal(records.at(-1)?.reference, 't1');
  });

  it('keeps whatever media type a registry has answered', async () => {
    const previous = { digest, mediaType: `text/x; a=${'b'.repeat(4_000)}`, body: 'e30=' };
    await keepTagRecord(folder, { reference: 'a', at: 1, digest, previous });
    assert.deepEqual((await readTagRecords(folder))[0]?.previous, previous);
  });

  it('takes away what a program left that ended while it wrote, once that is long ago', async () => {
    const records = path.join(folder, 'tags');
    await mkdir(records);
    const hour = 3600;
    const left = { old: -2 * hour, recent: -1, 'of a clock that was wrong': 2 * hour };
    for (const [name, age] of Object.entries(left)) {
      const file = path.join(records, `${name}.json.unfinished`);
      await writeFile(file, '');
      await utimes(file, Date.now() / 1000 + age, Date.now() / 1000 + age);
    }
    await writeFile(path.join(records, 'else'), '');
    const { id } = await keepTagRecord(folder, { reference: 'a', at: 1, digest });
    assert.deepEqual(
      (await readdir(records)).sort(),
      [`${id}.json`, 'recent.json.unfinished', 'else'].sort(),
    );
  });

  it('leaves out what is damaged', async () => {
    const { id } = await keepTagRecord(folder, { reference: 'a', at: 1, digest });
    await writeFile(path.join(folder, 'tags', `${id}.json`), '{');
    assert.deepEqual(await readTagRecords(folder), []);
  });
});
