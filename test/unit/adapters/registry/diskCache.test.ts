import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createDiskCache } from '../../../../src/adapters/registry/diskCache.ts';
import { pruneFolder } from '../../../../src/adapters/registry/pruneFolder.ts';
import { sha256 } from '../../../support/registry/images.ts';
import { useTemporaryFolder } from '../../../support/registry/temporaryFolder.ts';

describe('createDiskCache', () => {
  const folder = useTemporaryFolder();
  const text = '{"schemaVersion":2}\nwith a second line';
  const body = Buffer.from(text);
  const digest = sha256(text);
  const contentType = 'application/vnd.oci.image.index.v1+json';
  const finding = { digest, asOf: 1234, source: { registry: 'ghcr.io', credential: 'auths' } };

  it('gives back what it was given, to another program too', async () => {
    const cache = createDiskCache(folder.path);
    cache.keepContent(digest, { body, contentType });
    cache.keepFinding('ghcr.io/team/app:1', finding);
    await cache.settled();
    const other = createDiskCache(folder.path);
    assert.deepEqual(await other.readContent(digest), { body, contentType });
    assert.deepEqual(await other.readFinding('ghcr.io/team/app:1'), finding);
    const later = { ...finding, asOf: 5678, source: { registry: 'ghcr.io', mirror: 'm.example' } };
    cache.keepFinding('ghcr.io/team/app:1', later);
    await cache.settled();
    assert.deepEqual(await other.readFinding('ghcr.io/team/app:1'), later);
  });

  it('gives nothing that it was not given', async () => {
    const cache = createDiskCache(folder.path);
    assert.equal(await cache.readContent(digest), undefined);
    assert.equal(await cache.readContent('../../etc/passwd'), undefined);
    assert.equal(await cache.readFinding('ghcr.io/team/app:1'), undefined);
    cache.keepContent('sha256:../../escape', { body });
    await cache.settled();
    assert.deepEqual(await readdir(folder.path), []);
  });

  // Windows has no modes: a user's folders are the user's own there.
  const modes = process.platform === 'win32' ? [0o666, 0o666] : [0o700, 0o600];

  it('is for its user alone', async () => {
    const inner = path.join(folder.path, 'new/registry');
    const cache = createDiskCache(inner);
    cache.keepContent(digest, { body });
    await cache.settled();
    const [name = ''] = await readdir(inner);
    const found = await Promise.all([stat(inner), stat(path.join(inner, name))]);
    assert.deepEqual(
      found.map(({ mode }) => mode & 0o777),
      modes,
    );
  });

  describe('drops what is damaged:', () => {
    const check = (name: string, damage: (file: string) => Promise<unknown>) => {
      it(name, async () => {
        const cache = createDiskCache(folder.path);
        cache.keepContent(digest, { body, contentType });
        await cache.settled();
        const [entry = ''] = await readdir(folder.path);
        await damage(path.join(folder.path, entry));
        assert.equal(await cache.readContent(digest), undefined);
        assert.deepEqual(await readdir(folder.path), []);
        cache.keepContent(digest, { body });
        await cache.settled();
        assert.deepEqual((await cache.readContent(digest))?.body, body);
      });
    };
    check('cut off', (file) => truncate(file, 80));
    check('empty, as after a power failure', (file) => truncate(file, 0));
    check('one other byte', async (file) => {
      const bytes = await readFile(file);
      bytes[bytes.length - 1] = 0;
      await writeFile(file, bytes);
    });
    check('another media type', async (file) => {
      const bytes = await readFile(file, 'latin1');
      await writeFile(file, bytes.replace('index', 'image'), 'latin1');
    });
  });

  it('believes nothing that has another digest than its name', async () => {
    const cache = createDiskCache(folder.path);
    cache.keepContent(digest, { body: Buffer.from('something else') });
    await cache.settled();
    assert.equal(await cache.readContent(digest), undefined);
  });

  it('goes on without a disk that takes nothing', async () => {
    const file = path.join(folder.path, 'file');
    await writeFile(file, '');
    const cache = createDiskCache(file);
    cache.keepContent(digest, { body });
    await cache.settled();
    assert.equal(await cache.readContent(digest), undefined);
  });

  it('makes its folder again when somebody has deleted it', async () => {
    const inner = path.join(folder.path, 'inner');
    const cache = createDiskCache(inner);
    cache.keepContent(digest, { body });
    await cache.settled();
    await rm(inner, { recursive: true });
    cache.keepContent(digest, { body });
    await cache.settled();
    cache.keepContent(digest, { body });
    await cache.settled();
    assert.deepEqual((await cache.readContent(digest))?.body, body);
  });

  it('is whole at any time for several programs at once', async () => {
    const caches = Array.from({ length: 8 }, () => createDiskCache(folder.path, 20 * 4096));
    const texts = Array.from({ length: 30 }, (_, number) => `${number} `.repeat(1000));
    let found = 0;
    await Promise.all(
      caches.map(async (cache) => {
        for (const each of texts) {
          cache.keepContent(sha256(each), { body: Buffer.from(each) });
          await cache.settled();
          const kept = await cache.readContent(sha256(each));
          assert(kept === undefined || kept.body.toString() === each);
          if (kept) found += 1;
        }
      }),
    );
    // Another program may have made room meanwhile, but that is rare.
    assert(found > 120, String(found));
    await pruneFolder(folder.path, Infinity);
    const names = await readdir(folder.path);
    assert(names.length > 0 && names.every((name) => name.startsWith('sha256-')), names.join());
  });
});

describe('pruneFolder', () => {
  const folder = useTemporaryFolder();

  /** Makes files with their age in minutes and their size in blocks of the disk. */
  async function fill(files: Record<string, [minutes: number, blocks: number]>): Promise<void> {
    for (const [name, [minutes, blocks]] of Object.entries(files)) {
      const file = path.join(folder.path, name);
      await writeFile(file, Buffer.alloc(4096 * blocks));
      const time = Date.now() / 1000 - 60 * minutes;
      await utimes(file, time, time);
    }
  }

  const check = (
    name: string,
    files: Record<string, [minutes: number, blocks: number]>,
    blocks: number,
    left: string[],
  ) => {
    it(name, async () => {
      await fill(files);
      await pruneFolder(folder.path, blocks * 4096);
      assert.deepEqual((await readdir(folder.path)).sort(), left);
    });
  };
  const three = { a: [30, 2], b: [10, 2], c: [20, 2] } as const;
  check('keeps what has room', { a: [30, 2], b: [10, 2] }, 4, ['a', 'b']);
  check('removes what was used longest ago', { ...three } as never, 5, ['b', 'c']);
  check('makes room for more', { a: [9, 1], b: [8, 1], c: [7, 1], d: [6, 1] }, 3, ['c', 'd']);
  check('counts small files as the disk does', { a: [2, 0], b: [1, 0] }, 1, []);
  check('removes what dead writers have left', { 'x.part': [90, 1], 'y.part': [5, 1] }, 9, [
    'y.part',
  ]);

  check('removes what was used by a clock that was wrong', { a: [-9e6, 2], b: [10, 2] }, 3, ['b']);
  check('removes what writers with a wrong clock have left', { 'x.part': [-9e6, 1] }, 9, []);

  it('leaves folders alone', async () => {
    await mkdir(path.join(folder.path, 'inner'));
    await pruneFolder(folder.path, 0);
    assert.deepEqual(await readdir(folder.path), ['inner']);
  });
});
