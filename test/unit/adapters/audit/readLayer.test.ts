import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough, pipeline, Readable, type Transform } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';
import { readLayer } from '../../../../src/adapters/audit/readLayer.ts';
import { digestOf } from '../../../../src/adapters/registry/contentDigest.ts';
import { useTemporaryFolder } from '../../../support/registry/temporaryFolder.ts';
import { zstdOf } from '../../../support/zstd.ts';
import { tarHeader, tarOf, type TarredFile } from '../../../support/tar.ts';

/** Reads bytes as a layer, in small parts. */
async function read(bytes: Buffer, digest = digestOf(bytes)) {
  async function* parts(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += 1000) {
      yield Promise.resolve(bytes.subarray(at, at + 1000));
    }
  }
  return readLayer(parts(), { digest });
}

async function readAll(...files: readonly TarredFile[]) {
  return (await read(tarOf(files))).entries;
}

/** The header of a program of Linux for a machine of 64 bits, little endian. */
function elf(machine: number, length = 64): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.writeUInt16LE(2, 16);
  bytes.writeUInt16LE(machine, 18);
  return bytes;
}

/** Attributes as `readelf -A` shows them: `Tag_CPU_name: "7-A"`, `Tag_CPU_arch: v7`. */
const armV7 = Buffer.from('411a000000616561626900011000000005372d4100060a07410801', 'hex');

describe('a layer that is read', () => {
  const folder = useTemporaryFolder();

  it('tells programs, scripts, links, folders and what it hides', async () => {
    const entries = await readAll(
      { name: 'bin/', body: '', type: '5' },
      { name: './bin/app', body: elf(183), mode: 0o755 },
      { name: 'bin/sh', body: '', type: '2', link: 'app' },
      { name: 'bin/twice', body: '', type: '1', link: './bin/app' },
      { name: 'start', body: '#!/bin/sh -e\necho', mode: 0o755 },
      { name: '.wh.old', body: '' },
      { name: 'etc/.wh..wh..opq', body: '' },
      { name: '.wh..wh.plnk/1.2', body: '' },
      { name: 'dev/null', body: '', type: '3' },
      { name: 'note', body: 'text' },
    );
    const app = {
      kind: 'file',
      isExecutable: true,
      program: {
        ...{ format: 'elf', kind: 'program', needs: {} },
        platforms: [{ os: 'linux', architecture: 'arm64' }],
      },
    };
    assert.deepEqual(entries, [
      { kind: 'folder', path: 'bin' },
      { ...app, path: 'bin/app' },
      { kind: 'symlink', path: 'bin/sh', target: 'app' },
      { ...app, path: 'bin/twice' },
      { kind: 'file', path: 'start', isExecutable: true, interpreter: '/bin/sh -e' },
      { kind: 'whiteout', path: 'old' },
      { kind: 'opaque', path: 'etc' },
      { kind: 'file', path: '.wh..wh.plnk/1.2', isExecutable: false },
      { kind: 'device', path: 'dev/null' },
      { kind: 'file', path: 'note', isExecutable: false },
    ]);
  });

  it('tells which ARM a program is for, by its last bytes', async () => {
    const body = Buffer.concat([elf(40, 200_000), armV7, Buffer.alloc(500)]);
    body[4] = 1;
    body.writeUInt32LE(0x5000400, 36);
    const [entry] = await readAll({ name: 'app', body });
    assert.ok(entry?.kind === 'file');
    assert.deepEqual(entry.program?.needs, { armVersion: 7, armFloat: 'hard' });
  });

  it('tells it also where symbols for debuggers stand behind that', async () => {
    const body = Buffer.concat([elf(40, 65_536 - 4), armV7, Buffer.alloc(3_000_000, 'symbol')]);
    body[4] = 1;
    const [entry] = await readAll({ name: 'app', body });
    assert.ok(entry?.kind === 'file');
    assert.deepEqual(entry.program?.needs, { armVersion: 7 });
  });

  const tar = tarOf([{ name: 'app', body: elf(62) }]);
  for (const [name, bytes] of [
    ['plain', tar],
    ['gzip', gzipSync(tar)],
    ['zstd', zstdOf(tar)],
    [
      'zstd in two frames',
      Buffer.concat([zstdOf(tar.subarray(0, 700)), zstdOf(tar.subarray(700))]),
    ],
    ['gzip with more behind it', Buffer.concat([gzipSync(tar), gzipSync(Buffer.alloc(512))])],
  ] as const) {
    it(`is the same, ${name}`, async () => {
      const { entries, bytesRead } = await read(bytes);
      assert.deepEqual(
        entries.map(({ path }) => path),
        ['app'],
      );
      assert.equal(bytesRead, bytes.length);
    });
  }

  it('takes long names as tar programs write them, and holes', async () => {
    const long = `${'folder/'.repeat(30)}app`;
    const target = `${'folder/'.repeat(30)}other`;
    const pax = `path=${long}\n`;
    const sparse = tarHeader({ name: 'holes', body: elf(62), type: 'S' });
    sparse[482] = 1;
    const sum = sparse.fill(' ', 148, 156).reduce((total, byte) => total + byte, 0);
    sparse.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    const bytes = Buffer.concat([
      tarOf([
        { name: 'x', body: `${pax.length + 4} ${pax}`, type: 'x' },
        // A name may be cut behind a slash, which makes no folder of it.
        { name: 'cut/', body: 'a' },
        { name: '././@LongLink', body: `${target}\0`, type: 'K' },
        { name: 'link', body: '', type: '2', link: 'cut' },
      ]).subarray(0, -1024),
      sparse,
      Buffer.alloc(512),
      Buffer.concat([elf(62), Buffer.alloc(448)]),
      tarOf([{ name: 'last', body: 'b' }]),
    ]);
    const { entries } = await read(bytes);
    assert.deepEqual(
      entries.map((entry) => [entry.path, entry.kind === 'symlink' ? entry.target : entry.kind]),
      [
        [long, 'file'],
        ['link', target],
        ['holes', 'file'],
        ['last', 'file'],
      ],
    );
  });

  for (const format of ['gnu', '0.0', '0.1', '1.0']) {
    it(`takes a file of 10 GB with holes as GNU tar packs it, ${format}`, async () => {
      const file = path.join(folder.path, 'app');
      const handle = await open(file, 'w');
      const body = elf(40, 200);
      body[4] = 1;
      const size = 10 * 1024 ** 3;
      await handle.write(body, 0, body.length, 0);
      for (let part = 1; part < 40; part++) await handle.write('data', part * 2 ** 26);
      await handle.write(armV7, 0, armV7.length, size - armV7.length);
      await handle.close();
      const how =
        format === 'gnu' ? ['--format=gnu'] : ['--format=posix', `--sparse-version=${format}`];
      const args = [...how, '-cSf', '-', '-C', folder.path, 'app'];
      const { entries, bytesRead } = await read(execFileSync('tar', args, { maxBuffer: 2 ** 26 }));
      const [entry, ...others] = entries;
      assert.deepEqual(others, []);
      assert.ok(entry?.kind === 'file' && entry.path === 'app');
      assert.equal(entry.program?.needs.armVersion, 7);
      assert.ok(bytesRead < 2 ** 20);
    });
  }

  /** A record of attributes, of less than 100 bytes. */
  const record = (text: string) => `${text.length + 4} ${text}\n`;
  const sized = record('GNU.sparse.size=10000');
  const holes = (attributes: string) =>
    tarOf([
      { name: 'x', body: attributes, type: 'x' },
      { name: 'app', body: 'x'.repeat(600) },
    ]);
  for (const [what, attributes] of [
    ['lies beyond the file', sized + record('GNU.sparse.map=9999,2')],
    ['goes back', sized + record('GNU.sparse.map=600,1,2,3')],
    ['is no number', sized + record('GNU.sparse.map=x,NaN')],
    ['has more than there is', sized + record('GNU.sparse.map=0,9999')],
    ['is missing', record('GNU.sparse.realsize=10000')],
  ] as const) {
    it(`refuses a file with holes whose map ${what}`, async () => {
      await assert.rejects(read(holes(attributes)), /whose map is damaged/);
    });
  }

  it('names nothing outside of an image', async () => {
    const entries = await readAll(
      { name: '../../etc/passwd', body: '' },
      { name: '/etc/passwd', body: '' },
      { name: 'a/../../b', body: '' },
      { name: 'a//b/./c', body: '' },
      { name: 'link', body: '', type: '1', link: '../../etc/shadow' },
      { name: '/', body: '', type: '5' },
    );
    assert.deepEqual(
      entries.map(({ path }) => path),
      // As containerd places them: below the root.
      ['etc/passwd', 'etc/passwd', 'b', 'a/b/c', 'link'],
    );
  });

  const hostile: readonly [what: string, bytes: Buffer, message: RegExp, digest?: string][] = [
    ['another digest', tar, /its digest is wrong/, digestOf(Buffer.from('x'))],
    ['a cut gzip', gzipSync(tar).subarray(0, -20), /is damaged/],
    [
      'rubbish in gzip',
      Buffer.concat([gzipSync(tar).subarray(0, 20), Buffer.alloc(99)]),
      /is damaged/,
    ],
    ['a text', Buffer.from('x'.repeat(2000)), /not a tar archive/],
    ['a cut archive', tar.subarray(0, 530), /ends too early/],
    [
      'a name of a gigabyte',
      tarHeader({ name: 'x', body: '', type: 'L', size: 2 ** 30 }),
      /name that is too long/,
    ],
    [
      'a name of 5,000 bytes',
      tarOf([
        { name: 'x', body: `5009 path=${'d/'.repeat(2499)}d\n`, type: 'x' },
        { name: 'y', body: '' },
      ]),
      /longer than 4096/,
    ],
    ['xz', Buffer.from('fd377a585a0000', 'hex'), /compressed with xz/],
  ];
  for (const [what, bytes, message, digest] of hostile) {
    it(`is refused: ${what}`, async () => {
      await assert.rejects(read(bytes, digest), { name: 'Error', message });
    });
  }

  it('keeps names apart that are no text', async () => {
    const header = (byte: number) => {
      const bytes = tarHeader({ name: 'x', body: '', type: '0' });
      bytes[0] = byte;
      bytes.fill(' ', 148, 156);
      const sum = bytes.reduce((total, each) => total + each, 0);
      bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
      return bytes;
    };
    const { entries } = await read(Buffer.concat([header(0xff), header(0xfe), Buffer.alloc(1024)]));
    assert.equal(new Set(entries.map(({ path: name }) => name)).size, 2);
  });

  /** An archive of one file of zeros that does not end. */
  const endless = (pack: Transform): AsyncIterable<Buffer> => {
    function* zeros(): Generator<Buffer> {
      yield tarHeader({ name: 'zeros', body: '', size: 8 * 1024 ** 3 - 1 });
      const many = Buffer.alloc(1024 * 1024);
      for (;;) yield many;
    }
    return pipeline(Readable.from(zeros(), { highWaterMark: 1 }), pack, () => undefined);
  };
  function* zstdBomb(): Generator<Buffer> {
    const header = tarHeader({ name: 'zeros', body: '', size: 8 * 1024 ** 3 - 1 });
    // A frame with blocks that repeat one byte 131,072 times, and none of them the last.
    yield Buffer.concat([Buffer.from('28b52ffd0058001000', 'hex'), header]);
    const blocks = Buffer.alloc(4 * 1000);
    for (let at = 0; at < blocks.length; at += 4) blocks.writeUIntLE(0x100002, at, 3);
    for (;;) yield blocks;
  }
  for (const [what, bomb] of [
    ['gzip', () => endless(createGzip())],
    ['zstd', () => Readable.from(zstdBomb(), { highWaterMark: 1 })],
    ['neither', () => endless(new PassThrough())],
  ] as const) {
    it(`is refused when it unpacks to too much, with ${what}, and takes no memory`, async () => {
      const digest = digestOf(Buffer.alloc(0));
      const limits = { entries: 10, unpacked: 300 * 1024 ** 2 };
      const before = process.memoryUsage().arrayBuffers;
      await assert.rejects(readLayer(bomb(), { digest }, limits), /unpacks to more than 3\d\d MB/);
      assert.ok(process.memoryUsage().arrayBuffers - before < 100 * 1024 ** 2);
    });
  }

  it('is refused when its zstd is cut or damaged', async () => {
    const packed = zstdOf(tar);
    await assert.rejects(read(packed.subarray(0, -20)), /is damaged/);
    await assert.rejects(read(Buffer.concat([packed, Buffer.from('rubbish')])), /is damaged/);
  });

  it('is refused when it never ends to have entries', async function () {
    this.timeout(60_000);
    const header = tarHeader({ name: 'x', body: '', type: '5' });
    async function* parts(): AsyncGenerator<Buffer> {
      const many = Buffer.concat(Array.from({ length: 2_000 }, () => header));
      for (;;) yield Promise.resolve(many);
    }
    const digest = digestOf(Buffer.alloc(0));
    await assert.rejects(readLayer(parts(), { digest }), /more than 1000000 entries/);
  });
});
