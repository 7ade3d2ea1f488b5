import assert from 'node:assert/strict';
import { LineIndex } from '../../../src/core/text.ts';

/** CRLF, a lone CR, an empty line, and a character of two UTF-16 units. */
const text = 'FROM a\r\nRUN b\rc\n\nCMD 😀\n';

describe('the place of an offset', () => {
  function check(offset: number, line: number, character: number): void {
    it(`${offset} is ${line}:${character}`, () => {
      assert.deepEqual(new LineIndex(text).position(offset), { line, character });
    });
  }
  check(0, 0, 0);
  check(5, 0, 5);
  // CR and LF are characters of the line that they end.
  check(6, 0, 6);
  check(7, 0, 7);
  check(8, 1, 0);
  // BuildKit splits at LF only.
  check(13, 1, 5);
  check(14, 1, 6);
  check(15, 1, 7);
  check(16, 2, 0);
  check(17, 3, 0);
  check(21, 3, 4);
  check(23, 3, 6);
  check(24, 4, 0);
  // Outside the text: its nearest end.
  check(-1, 0, 0);
  check(25, 4, 0);

  it('is the only one of a text without lines', () => {
    assert.deepEqual(
      [0, 1].map((at) => new LineIndex('').position(at)),
      [
        { line: 0, character: 0 },
        { line: 0, character: 0 },
      ],
    );
  });
});

describe('the offset of a place', () => {
  function check(line: number, character: number, offset: number): void {
    it(`${line}:${character} is ${offset}`, () => {
      assert.equal(new LineIndex(text).offset({ line, character }), offset);
    });
  }
  check(0, 0, 0);
  check(0, 5, 5);
  check(1, 0, 8);
  check(1, 7, 15);
  check(3, 6, 23);
  // Behind the end of a line, or of the text.
  check(0, 8, 7);
  check(0, 100, 7);
  check(2, 1, 16);
  check(4, 0, 24);
  check(4, 3, 24);
  check(5, 0, 24);

  it('is where its position was, in every place of a line', () => {
    const lines = new LineIndex(text);
    for (let at = 0; at <= text.length; at += 1) {
      assert.equal(lines.offset(lines.position(at)), at);
    }
  });

  it('of both ends makes a range', () => {
    assert.deepEqual(new LineIndex(text).range({ start: 8, end: 16 }), {
      start: { line: 1, character: 0 },
      end: { line: 2, character: 0 },
    });
  });
});
