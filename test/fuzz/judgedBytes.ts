import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readLayer } from '../../src/adapters/audit/readLayer.ts';
import { ImageFileFailure } from '../../src/adapters/imageFiles/imageFileFailure.ts';
import { readElfSegments } from '../../src/core/binary/elfSegments.ts';
import { headerLength, readExecutable, readObject } from '../../src/core/binary/executable.ts';
import { readHardwareNeeds } from '../../src/core/binary/hardwareNeeds.ts';
import { readLinking, readLoader } from '../../src/core/binary/linking.ts';

/** Reads the header of a program, and what else of it tells for which machines it is. */
export function checkProgram(text: string): void {
  const bytes = Buffer.from(text, 'latin1');
  const program = readExecutable(bytes);
  if (program !== undefined) assert.notEqual(program.platforms.length, 0);
  readObject(bytes);
  readElfSegments(bytes);
  readLinking(bytes);
  readLoader(bytes);
  readHardwareNeeds(bytes.subarray(0, headerLength), bytes.subarray(headerLength));
}

/** More than the seeds unpack to, and little enough to be quick. */
const limits = { entries: 1_000, unpacked: 4 * 1024 ** 2 };

/** Reads a layer, packed or not, as it comes in two pieces. What is wrong with it is told as such. */
export async function checkLayer(text: string): Promise<void> {
  const bytes = withSums(Buffer.from(text, 'latin1'));
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  try {
    const { entries, bytesRead } = await readLayer(inTwo(bytes), { digest }, limits);
    assert.equal(bytesRead, bytes.length);
    assert.ok(entries.length <= limits.entries);
    for (const { path } of entries) assert.ok(!path.split('/').includes('..'), path);
  } catch (error) {
    if (!(error instanceof ImageFileFailure)) throw error;
    assert.notEqual(error.message, '');
  }
}

/**
 * An archive whose headers have the right sums (POSIX pax, header block): a wrong one ends the reading, and hides
 * what lies behind it.
 */
function withSums(bytes: Buffer): Buffer {
  for (let start = 0; start + 512 <= bytes.length; start += 512) {
    const header = bytes.subarray(start, start + 512);
    if (!header.subarray(257, 262).equals(Buffer.from('ustar'))) continue;
    header.write('        ', 148, 'latin1');
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  }
  return bytes;
}

async function* inTwo(bytes: Buffer): AsyncGenerator<Buffer> {
  await Promise.resolve();
  yield bytes.subarray(0, bytes.length >> 1);
  yield bytes.subarray(bytes.length >> 1);
}
