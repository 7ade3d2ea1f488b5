import assert from 'node:assert/strict';
import { readLinking, readLoader } from '../../../../src/core/binary/linking.ts';

/** An ELF header with program headers of some types right behind it. */
function program(types: readonly number[], wide: boolean, little: boolean): Uint8Array {
  const [header, size] = wide ? [64, 56] : [52, 32];
  const bytes = new Uint8Array(Math.max(64, header + size * types.length));
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, little ? 1 : 2]);
  if (wide) view.setBigUint64(32, 64n, little);
  else view.setUint32(28, header, little);
  view.setUint16(wide ? 54 : 42, size, little);
  view.setUint16(wide ? 56 : 44, types.length, little);
  types.forEach((type, at) => {
    view.setUint32(header + size * at, type, little);
  });
  return bytes;
}

describe('readLinking', () => {
  const check = (name: string, bytes: Uint8Array, expected: string) =>
    it(name, () => {
      assert.equal(readLinking(bytes), expected);
    });

  for (const wide of [true, false]) {
    for (const little of [true, false]) {
      const kind = `${wide ? 64 : 32} bit, ${little ? 'little' : 'big'} endian`;
      check(`static, ${kind}`, program([6, 1, 1], wide, little), 'static');
      check(`with a loader, ${kind}`, program([6, 3, 1], wide, little), 'dynamic');
    }
  }
  check('a script', new TextEncoder().encode('#!/bin/sh\n'.repeat(20)), 'unknown');
  check('nothing', new Uint8Array(), 'unknown');
  check('a header alone', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1]), 'unknown');
  check('headers beyond what was read', program([1, 3], true, true).subarray(0, 70), 'unknown');
  check('all ones', new Uint8Array(4096).fill(255, 4).fill(0x7f, 0, 1), 'unknown');

  it('does not run long on 65,535 headers of no size', () => {
    const bytes = program([1], true, true);
    new DataView(bytes.buffer).setUint16(54, 0, true);
    new DataView(bytes.buffer).setUint16(56, 65_535, true);
    assert.equal(readLinking(bytes), 'unknown');
  });
});

describe('readLoader', () => {
  const musl = '/lib/ld-musl-aarch64.so.1';

  /** A program whose second segment holds a text, which stands at its end. */
  function loaded(text: string, { wide = true, little = true, size = text.length } = {}) {
    const start = program([6, 3, 1], wide, little);
    const bytes = new Uint8Array(start.length + text.length);
    bytes.set(start);
    bytes.set(new TextEncoder().encode(text), start.length);
    const view = new DataView(bytes.buffer);
    const at = wide ? 64 + 56 : 52 + 32;
    if (wide) {
      view.setBigUint64(at + 8, BigInt(start.length), little);
      view.setBigUint64(at + 32, BigInt(size), little);
    } else {
      view.setUint32(at + 4, start.length, little);
      view.setUint32(at + 16, size, little);
    }
    return bytes;
  }

  const rows: readonly (readonly [string, Uint8Array, string | undefined])[] = [
    ['64 bit', loaded(`${musl}\0`), musl],
    ['32 bit', loaded(`${musl}\0`, { wide: false }), musl],
    ['big endian', loaded(`${musl}\0`, { little: false }), musl],
    ['32 bit, big endian', loaded(`${musl}\0`, { wide: false, little: false }), musl],
    ['without an end', loaded(musl), musl],
    ['with more behind its end', loaded(`${musl}\0more`), musl],
    ['of no size', loaded(musl, { size: 0 }), undefined],
    ['of a page', loaded('/'.repeat(4096)), '/'.repeat(4096)],
    ['of more than a page', loaded('/'.repeat(4097)), undefined],
    ['that lies beyond', loaded(musl, { size: musl.length + 1 }), undefined],
    ['that is not there', program([6, 1], true, true), undefined],
    ['of a script', new TextEncoder().encode('#!/bin/sh\n'.repeat(20)), undefined],
  ];
  for (const [name, bytes, expected] of rows) {
    it(`finds one ${name}`, () => {
      assert.equal(readLoader(bytes), expected);
    });
  }

  it('reads 256 segments, and believes no more', () => {
    const types = Array<number>(256).fill(3);
    assert.equal(readLinking(program(types, true, true)), 'dynamic');
    assert.equal(readLinking(program([...types, 3], true, true)), 'unknown');
  });
});
