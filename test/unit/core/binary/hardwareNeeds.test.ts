import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  readHardwareNeeds,
  type HardwareNeeds,
} from '../../../../src/core/binary/hardwareNeeds.ts';

const fixture = (name: string) => readFileSync(path.join(__dirname, '../../../fixtures/elf', name));

const rows: readonly [file: string, needs: HardwareNeeds][] = [
  ['armv5-soft.so', { armVersion: 5, armFloat: 'soft' }],
  ['armv6-soft.so', { armVersion: 6, armFloat: 'soft' }],
  ['armv6-hard.so', { armVersion: 6, armFloat: 'hard' }],
  ['armv7-soft.so', { armVersion: 7, armFloat: 'soft' }],
  ['armv7-hard.so', { armVersion: 7, armFloat: 'hard' }],
  ['amd64-v0.head', {}],
  ['amd64-v2.head', { amd64Level: 2 }],
  ['amd64-v3.head', { amd64Level: 3 }],
  ['amd64-v4.head', { amd64Level: 4 }],
];

describe('what a library says that it needs of a processor', () => {
  for (const [file, needs] of rows) {
    it(`${file}: ${JSON.stringify(needs)}`, () => {
      const bytes = fixture(file);
      assert.deepEqual(readHardwareNeeds(bytes, bytes), needs);
    });
  }

  it('hard float also by the attributes alone, as compilers leave the header without it', () => {
    const bytes = fixture('armv6-hard.so');
    bytes.writeUInt32LE(0x5000000, 36);
    assert.deepEqual(readHardwareNeeds(bytes, bytes), { armVersion: 6, armFloat: 'hard' });
  });

  it('nothing where the end is missing, and never a failure', () => {
    for (const [file] of rows) {
      const bytes = fixture(file);
      for (let length = 0; length < bytes.length; length += 7) {
        readHardwareNeeds(bytes.subarray(0, length), bytes.subarray(0, length));
      }
    }
    const head = fixture('armv7-hard.so').subarray(0, 200);
    assert.deepEqual(readHardwareNeeds(head, head), { armFloat: 'hard' });
  });
});
