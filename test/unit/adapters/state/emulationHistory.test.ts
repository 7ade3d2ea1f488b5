import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  readSeenEmulation,
  writeSeenEmulation,
} from '../../../../src/adapters/state/emulationHistory.ts';
import { stateFolder } from '../../../../src/adapters/state/stateFolder.ts';

const seen = {
  bootId: 'a',
  seenAt: 5,
  emulators: [{ architecture: 'arm64', name: 'qemu-aarch64' }, { architecture: 'arm' }],
};

describe('emulation history', () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'state-')), 'deep', 'state');
  });
  afterEach(() => {
    rmSync(join(folder, '../..'), { recursive: true });
  });

  const corrupt = (text: string) => {
    mkdirSync(join(folder, 'emulators'), { recursive: true });
    writeFileSync(fileOf('here'), text);
  };
  const fileOf = (key: string) =>
    join(folder, 'emulators', `${createHash('sha256').update(key).digest('hex')}.json`);

  it('knows nothing at first', async () => {
    assert.equal(await readSeenEmulation(folder, 'here'), undefined);
  });

  it('takes away the one file of earlier versions', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'emulators.json'), '{}');
    await writeSeenEmulation(folder, 'here', seen);
    assert.deepEqual(readdirSync(folder), ['emulators']);
  });

  it('gives back what was written, of each machine its own', async () => {
    assert.equal(await writeSeenEmulation(folder, 'here', seen), true);
    assert.equal(await writeSeenEmulation(folder, '__proto__', { seenAt: 6, emulators: [] }), true);
    assert.deepEqual(await readSeenEmulation(folder, 'here'), seen);
    assert.deepEqual(await readSeenEmulation(folder, '__proto__'), {
      bootId: undefined,
      seenAt: 6,
      emulators: [],
    });
    assert.deepEqual(readdirSync(folder), ['emulators']);
    assert.equal(readdirSync(join(folder, 'emulators')).length, 2);
  });

  it('loses nothing when windows that look at different machines write at the same time', async () => {
    const keys = Array.from({ length: 20 }, (_, index) => `machine ${index}`);
    await Promise.all(keys.map((key) => writeSeenEmulation(folder, key, seen)));
    for (const key of keys) assert.deepEqual(await readSeenEmulation(folder, key), seen, key);
  });

  it('takes away what a window left that ended while it wrote', async () => {
    corrupt('{}');
    const left = `${fileOf('here')}.unfinished`;
    writeFileSync(left, '{');
    utimesSync(left, 1, 1);
    await writeSeenEmulation(folder, 'here', seen);
    assert.deepEqual(readdirSync(join(folder, 'emulators')).length, 1);
  });

  it('remembers the machines that were seen last', async () => {
    for (let at = 0; at < 40; at++) {
      await writeSeenEmulation(folder, `m${at}`, { ...seen, seenAt: at });
      utimesSync(fileOf(`m${at}`), at, at);
    }
    assert.equal(await readSeenEmulation(folder, 'm7'), undefined);
    assert.notEqual(await readSeenEmulation(folder, 'm8'), undefined);
  });

  for (const [name, text] of [
    ['nothing', ''],
    ['half of it', '{"version":1,"ke'],
    ['another version', '{"version":2,"key":"here","seenAt":1,"emulators":[]}'],
    ['other types', '{"version":1,"key":"here","seenAt":"1","emulators":[]}'],
    ['another machine', '{"version":1,"key":"there","seenAt":1,"emulators":[]}'],
    ['too much', `{"version":1,"key":"here","seenAt":1,"emulators":[]}${' '.repeat(300_000)}`],
    ['null', 'null'],
  ] as const) {
    it(`takes a damaged file for none: ${name}`, async () => {
      corrupt(text);
      assert.equal(await readSeenEmulation(folder, 'here'), undefined);
      assert.equal(await writeSeenEmulation(folder, 'here', seen), true);
      assert.deepEqual(await readSeenEmulation(folder, 'here'), seen);
    });
  }

  it('does without a folder that cannot be made', async () => {
    corrupt('{}');
    const impossible = join(fileOf('here'), 'below');
    assert.equal(await writeSeenEmulation(impossible, 'here', seen), false);
    assert.equal(await readSeenEmulation(impossible, 'here'), undefined);
  });
});

describe('stateFolder', () => {
  const check = (
    environment: NodeJS.ProcessEnv,
    platform: NodeJS.Platform,
    home: string,
    expected: string,
  ) =>
    it(expected, () => {
      assert.equal(stateFolder(environment, platform, home), expected);
    });

  check({}, 'linux', '/home/u', '/home/u/.local/state/multiarch');
  check({ XDG_STATE_HOME: '/s' }, 'linux', '/home/u', '/s/multiarch');
  check({ XDG_STATE_HOME: 's' }, 'linux', '/home/v', '/home/v/.local/state/multiarch');
  check({ MULTIARCH_CACHE: '/c' }, 'linux', '/home/u', '/c/state');
  check({}, 'darwin', '/Users/u', '/Users/u/Library/Application Support/multiarch');
  check({ LOCALAPPDATA: 'C:\\L' }, 'win32', 'C:\\u', 'C:\\L\\multiarch\\state');
  check({}, 'win32', 'C:\\u', 'C:\\u\\AppData\\Local\\multiarch\\state');
});
