import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import * as zlib from 'node:zlib';
import { openSource } from '../../../../src/adapters/imageFiles/openSource.ts';
import {
  compressionOf,
  makeUnpacker,
  type MakeUnpacker,
} from '../../../../src/adapters/imageFiles/compression.ts';
import { useTemporaryFolder } from '../../../support/registry/temporaryFolder.ts';
import { zstdOf } from '../../../support/zstd.ts';

const never = new AbortController().signal;
const content = Buffer.from('a manifest '.repeat(30_000));

describe('a compressed file', () => {
  const folder = useTemporaryFolder();

  async function write(bytes: Buffer): Promise<string> {
    const file = path.join(folder.path, 'image.tar');
    await writeFile(file, bytes);
    return file;
  }

  async function read(bytes: Buffer, unpacker: MakeUnpacker = makeUnpacker): Promise<Buffer> {
    const { source } = await openSource(await write(bytes), never, unpacker);
    try {
      await source.skip(11);
      return await source.next(content.length);
    } finally {
      await source.close();
    }
  }

  for (const [hex, expected] of [
    ['1f8b0800', 'gzip'],
    ['28b52ffd0458', 'zstd'],
    // As pzstd and zstd --patch-from begin.
    ['502a4d180400', 'zstd'],
    ['5f2a4d180400', 'zstd'],
    ['fd377a585a00', 'xz'],
    ['425a6839314159', 'bzip2'],
    ['6f63692d6c61', undefined],
    ['1f', undefined],
    ['', undefined],
  ] as const) {
    it(`is known by ${hex === '' ? 'nothing' : hex} as ${expected ?? 'not compressed'}`, () => {
      assert.equal(compressionOf(Buffer.from(hex, 'hex')), expected);
    });
  }

  it('is read through gzip', async () => {
    assert((await read(zlib.gzipSync(content))).equals(content.subarray(11)));
  });

  it('is read through zstd', async () => {
    assert((await read(zstdOf(content))).equals(content.subarray(11)));
  });

  it('is refused with the way out, when it is of another kind', async () => {
    await assert.rejects(
      read(Buffer.from('fd377a585a00', 'hex')),
      /image\.tar is compressed with xz, which is not read\. Unpack it first: xz -dk\.$/,
    );
  });

  it('ends when it is cancelled, though it unpacks without end', async () => {
    const endless = new PassThrough();
    endless.write(Buffer.alloc(1000));
    const stop = new AbortController();
    const { source } = await openSource(await write(zstdOf(content)), stop.signal, () => endless);
    try {
      const reading = source.next(10 ** 9);
      stop.abort();
      await assert.rejects(reading, { name: 'AbortError' });
    } finally {
      await source.close();
    }
  });
});
