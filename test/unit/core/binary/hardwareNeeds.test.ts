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

const bytesOf = (text: string) => [...new TextEncoder().encode(text)];
const littleEndian = (...words: number[]) =>
  words.flatMap((word) => [word & 255, (word >> 8) & 255, (word >> 16) & 255, word >>> 24]);

describe('the attributes of 32-bit ARM', () => {
  /** The end of a file: a section `.ARM.attributes` with these tags and values. */
  const attributes = (tags: readonly number[], { letter = 'A', before = '', length = 5 } = {}) =>
    new Uint8Array([
      ...bytesOf(before),
      ...[...bytesOf(letter), ...littleEndian(15 + tags.length), ...bytesOf('aeabi\0')],
      ...[1, ...littleEndian(length + tags.length), ...tags, 6, 1, 28, 1],
    ]);
  const [v7, soft] = [
    [6, 10],
    [28, 0],
  ];
  const hard = { armFloat: 'hard' } as const;
  const tables: readonly (readonly [string, Uint8Array, HardwareNeeds])[] = [
    ['a version', attributes(v7), { armVersion: 7 }],
    [
      'the version behind names',
      attributes([5, ...bytesOf('7-A\0'), 4, ...bytesOf('\u0006\u0001\0'), ...v7]),
      { armVersion: 7 },
    ],
    [
      'the version behind texts of odd tags',
      attributes([33, ...bytesOf('\u0006\u0001\0'), ...v7]),
      { armVersion: 7 },
    ],
    [
      'the version behind numbers of even tags',
      attributes([34, 6, 36, 6, ...v7]),
      { armVersion: 7 },
    ],
    [
      'the version behind numbers of odd ones up to 32',
      attributes([31, 6, ...v7]),
      { armVersion: 7 },
    ],
    [
      'the version behind a number and a text',
      attributes([32, 1, ...bytesOf('\u0006\u0001\0'), ...v7]),
      { armVersion: 7 },
    ],
    [
      'the version behind a number of two bytes',
      attributes([8, 0x80, 6, ...v7]),
      { armVersion: 7 },
    ],
    ['the version behind a tag of two bytes', attributes([0x84, 1, 6, ...v7]), { armVersion: 7 }],
    ['hard float', attributes([28, 1]), hard],
    ['no hard float', attributes([28, 2, ...v7]), { armVersion: 7 }],
    ['a version that nobody has invented yet', attributes([6, 90]), {}],
    ['nothing of the tags behind its end', attributes(soft), {}],
    ['tags to their end', attributes([...v7, ...soft], { length: 9 }), { armVersion: 4, ...hard }],
    ['the last of several', attributes(v7, { before: 'A----aeabi\0\u0001' }), { armVersion: 7 }],
    ['nothing behind another letter', attributes(v7, { letter: 'B' }), {}],
    ['nothing without a letter', attributes(v7).subarray(1), {}],
    ['nothing of one whose size is cut', attributes(v7).subarray(0, 15), {}],
    ['nothing of one that ends with its size', attributes(v7).subarray(0, 16), {}],
    ['a version at the very end', attributes(v7).subarray(0, 18), { armVersion: 7 }],
  ];
  for (const [name, tail, needs] of tables) {
    it(`tell ${name}`, () => {
      const head = fixture('armv7-soft.so');
      head.writeUInt32LE(0x5000000, 36);
      assert.deepEqual(readHardwareNeeds(head, tail), needs);
    });
  }

  it('say nothing of other processors', () => {
    const [riscv, wide] = [fixture('armv7-soft.so'), fixture('armv7-soft.so')];
    riscv.writeUInt16LE(243, 18);
    wide.writeUInt8(2, 4);
    for (const head of [riscv, wide]) assert.deepEqual(readHardwareNeeds(head, riscv), {});
  });
});

describe('the notes of amd64', () => {
  const level = (needed: number) => littleEndian(0xc0008002, 4, needed, 0);
  const note = (type: number, content: readonly number[], name = 'GNU\0') => [
    ...littleEndian(name.length, content.length, type),
    ...[...bytesOf(name), ...content, ...Array<number>(-content.length & 3).fill(0)],
  ];
  const buildId = note(3, [1, 2, 3, 4, 5]);

  /** A header with segments of these types and contents. */
  function program(...segments: readonly (readonly [type: number, content: readonly number[]])[]) {
    const start = 64 + 56 * segments.length;
    const bytes = new Uint8Array(start + segments.flatMap(([, content]) => content).length);
    const view = new DataView(bytes.buffer);
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
    view.setUint16(18, 62, true);
    view.setBigUint64(32, 64n, true);
    view.setUint16(54, 56, true);
    view.setUint16(56, segments.length, true);
    let at = start;
    for (const [index, [type, content]] of segments.entries()) {
      view.setUint32(64 + 56 * index, type, true);
      view.setBigUint64(64 + 56 * index + 8, BigInt(at), true);
      view.setBigUint64(64 + 56 * index + 32, BigInt(content.length), true);
      bytes.set(content, at);
      at += content.length;
    }
    return bytes;
  }

  const [notes, properties] = [4, 0x6474e553];
  const tables: readonly (readonly [string, Uint8Array, number | undefined])[] = [
    ['by its properties', program([1, [1]], [properties, note(5, level(4))]), 3],
    ['by its notes', program([1, [1]], [notes, note(5, level(2))]), 2],
    [
      'by its properties first',
      program([notes, note(5, level(8))], [properties, note(5, level(2))]),
      2,
    ],
    ['behind another note', program([notes, [...buildId, ...note(5, level(8))]]), 4],
    [
      'behind a note of another',
      program([notes, [...note(5, level(2), 'ABC\0'), ...note(5, level(8))]]),
      4,
    ],
    [
      'behind another property',
      program([notes, note(5, [...littleEndian(0xc0000002, 4, 2, 0), ...level(4)])]),
      3,
    ],
    [
      'behind one of two words',
      program([notes, note(5, [...littleEndian(0xc0008002, 8, 2, 2), ...level(4)])]),
      3,
    ],
    [
      'behind one of five bytes',
      program([notes, note(5, [...littleEndian(0xc0000001, 5, 1, 1), ...level(4)])]),
      3,
    ],
    ['that all have', program([notes, note(5, level(1))]), undefined],
    ['without padding', program([notes, note(5, level(4).slice(0, 12))]), 3],
    ['that is cut', program([notes, note(5, level(4).slice(0, 11))]).subarray(0, -1), undefined],
    ['of other notes', program([notes, buildId]), undefined],
    ['of other segments', program([1, note(5, level(4))]), undefined],
  ];
  for (const [name, bytes, amd64Level] of tables) {
    it(`tell the level ${name}`, () => {
      const needs = amd64Level === undefined ? {} : { amd64Level };
      assert.deepEqual(readHardwareNeeds(bytes, bytes), needs);
    });
  }
});
