import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { zstdUnpacker } from '../../../../src/adapters/imageFiles/zstd/unpackZstd.ts';
import { zstdOf } from '../../../support/zstd.ts';

const recorded = path.join(__dirname, '../../../fixtures/zstd/1.5.4');
const lines = Array.from({ length: 8000 }, (_, at) => `${at} ${(at * at) % 9973} word${at % 37}\n`);
const content = Buffer.from(lines.join(''));

/** In parts, as they come from a network. */
async function unpacked(bytes: Buffer): Promise<Buffer> {
  const parts = Array.from({ length: Math.ceil(bytes.length / 1000) }, (_, at) =>
    bytes.subarray(at * 1000, (at + 1) * 1000),
  );
  const found: Buffer[] = [];
  const unpacker = Readable.from(parts, { objectMode: true }).pipe(zstdUnpacker());
  for await (const part of unpacker) found.push(part as Buffer);
  return Buffer.concat(found);
}

describe('zstd that is unpacked', () => {
  for (const name of readdirSync(recorded).filter((file) => file.endsWith('.zst'))) {
    it(`is what was packed: ${name}`, async () => {
      const bytes = readFileSync(path.join(recorded, name));
      assert.ok((await unpacked(bytes)).equals(content));
    });
  }

  it('may be stored, be empty, and be nothing but what is to be skipped', async () => {
    const skipped = Buffer.from('5f2a4d180200000061ff', 'hex');
    assert.equal((await unpacked(Buffer.concat([skipped, skipped]))).length, 0);
    assert.equal((await unpacked(zstdOf(Buffer.alloc(0)))).length, 0);
    const stored = Buffer.concat([zstdOf(content), skipped, zstdOf(content)]);
    assert.ok((await unpacked(stored)).equals(Buffer.concat([content, content])));
  });

  const frame = readFileSync(path.join(recorded, 'level-3.zst'));
  const refused: readonly (readonly [what: string, bytes: Buffer])[] = [
    ['cut', frame.subarray(0, -20)],
    ['with something else behind it', Buffer.concat([frame, Buffer.from('rubbish')])],
    ['with a window of 4 GB', Buffer.from('28b52ffd00b0010000', 'hex')],
    ['that needs a dictionary', Buffer.from('28b52ffd215500010000', 'hex')],
    ['with a block of an unknown kind', Buffer.from('28b52ffd2000070000', 'hex')],
    ['whose skipped part is not there', Buffer.from('502a4d18ffffffff00', 'hex')],
  ];
  for (const [what, bytes] of refused) {
    it(`is refused ${what}`, async () => {
      await assert.rejects(unpacked(bytes), { code: /^ZSTD_error/ });
    });
  }

  it('is refused or read when single bytes are wrong, and always ends', async () => {
    for (let at = 4; at < frame.length; at += 1997) {
      const bytes = Buffer.from(frame);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      const length = await unpacked(bytes).then(
        (found) => found.length,
        (error: unknown) => {
          assert.ok(error instanceof Error && 'code' in error, String(error));
          assert.match(String(error.code), /ZSTD/);
          return 0;
        },
      );
      assert.ok(length <= 2 * content.length);
    }
  });
});
