import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { openSource } from '../../../../src/adapters/imageFiles/byteSource.ts';
import {
  compressionOf,
  nodeUnpacker,
  type MakeUnpacker,
} from '../../../../src/adapters/imageFiles/compression.ts';
import { ImageFileFailure } from '../../../../src/adapters/imageFiles/imageFileFailure.ts';
import { useTemporaryFolder } from '../../../support/registry/temporaryFolder.ts';
import { zstdOf } from '../../../support/zstd.ts';

const never = new AbortController().signal;
const content = Buffer.from('a manifest '.repeat(30_000));

/** Takes a frame of {@link zstdOf} apart, for a Node that cannot. */
class StoredFrame extends Transform {
  #left = Buffer.alloc(0);
  #isBegun = false;

  override _transform(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.#left = Buffer.concat([this.#left, chunk]);
    if (!this.#isBegun && this.#left.length >= 9) {
      this.#isBegun = true;
      this.#left = this.#left.subarray(9);
    }
    while (this.#isBegun && this.#left.length >= 3) {
      const length = this.#left.readUIntLE(0, 3) >> 3;
      if (this.#left.length < 3 + length) break;
      this.push(this.#left.subarray(3, 3 + length));
      this.#left = this.#left.subarray(3 + length);
    }
    done();
  }
}

describe('a compressed file', () => {
  const folder = useTemporaryFolder();

  async function write(bytes: Buffer): Promise<string> {
    const file = path.join(folder.path, 'image.tar');
    await writeFile(file, bytes);
    return file;
  }

  async function read(bytes: Buffer, unpacker: MakeUnpacker = nodeUnpacker): Promise<Buffer> {
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

  it('is read through zstd, where there is one', async () => {
    const unpacker = () => new StoredFrame();
    assert((await read(zstdOf(content), unpacker)).equals(content.subarray(11)));
  });

  it('is read through the zstd of Node, or refused with the version that is needed', async () => {
    const reading = read(zstdOf(content));
    if ('createZstdDecompress' in zlib) {
      assert((await reading).equals(content.subarray(11)));
      return;
    }
    await assert.rejects(reading, (error) => {
      assert(error instanceof ImageFileFailure);
      assert.match(error.message, /zstd, which needs Node 22\.15 or newer; this is v20\./);
      return true;
    });
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
