import assert from 'node:assert/strict';
import { parseDockerfile } from '../../../../src/core/dockerfile/instructions.ts';
import {
  isBlank,
  skipBlanks,
  skipSeparators,
  skipWord,
  trimBlanksEnd,
} from '../../../../src/core/dockerfile/syntax/blank.ts';

describe('white space, as Go knows it', () => {
  /** unicode.White_Space, of which U+FEFF is no part. */
  const BLANKS = [
    ...[0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0x85, 0xa0, 0x1680],
    ...Array.from({ length: 11 }, (_, index) => 0x2000 + index),
    ...[0x2028, 0x2029, 0x202f, 0x205f, 0x3000],
  ];
  it('is blank, and nothing else is', () => {
    const found = Array.from({ length: 0x10000 }, (_, code) => code).filter(isBlank);
    assert.deepEqual(found, BLANKS);
  });
  it('separates words only where it is ASCII, and no line feed', () => {
    const codes = Array.from({ length: 0x10000 }, (_, code) => code);
    const text = codes.map((code) => String.fromCharCode(code)).join('');
    const separators = [0x09, 0x0b, 0x0c, 0x0d, 0x20];
    const found = codes.filter((at) => skipSeparators(text, at, at + 1) > at);
    assert.deepEqual(found, separators);
    const outOfWords = codes.filter((at) => skipWord(text, at, at + 1) === at);
    assert.deepEqual(outOfWords, separators);
  });
  it('is skipped up to an end', () => {
    assert.equal(skipBlanks('  \u00a0 a', 1, 6), 4);
    assert.equal(skipBlanks('    a', 1, 3), 3);
    assert.equal(skipSeparators(' \t  a', 0, 3), 3);
    assert.equal(skipWord('abc d', 1, 2), 2);
    assert.equal(skipWord('abc d', 1, 5), 3);
    assert.equal(trimBlanksEnd('a  \u00a0', 0, 4), 1);
    assert.equal(trimBlanksEnd('a   ', 2, 4), 2);
  });
});

describe('lines', () => {
  const LIMIT = 65_535;
  const message = `dockerfile line greater than max allowed size of ${LIMIT}`;
  function check(name: string, line: string, isTooLong: boolean): void {
    it(`${isTooLong ? 'too long' : 'short enough'}: ${name}`, () => {
      const { problems } = parseDockerfile(`FROM a\n${line}`);
      const expected = isTooLong ? [message] : [];
      assert.deepEqual(
        problems.map(({ cause }) => cause),
        expected,
      );
    });
  }
  const filled = (bytes: number, character = ''): string =>
    `RUN ${character}${'x'.repeat(bytes - 4 - Buffer.byteLength(character))}`;
  check('ASCII', filled(LIMIT), false);
  check('ASCII, and a line feed', `${filled(LIMIT)}\n`, false);
  check('ASCII', filled(LIMIT + 1), true);
  check('ASCII, and a carriage return', `${filled(LIMIT)}\r\n`, true);
  for (const character of ['\u007f', '\u0080', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\uffff']) {
    const name = `U+${character.charCodeAt(0).toString(16)}`;
    check(name, filled(LIMIT, character.repeat(1_000)), false);
    check(name, filled(LIMIT + 1, character.repeat(1_000)), true);
  }
  for (const character of ['\u{10000}', '\u{10ffff}', '😀']) {
    const name = `U+${character.codePointAt(0)?.toString(16) ?? ''}`;
    check(name, filled(LIMIT, character.repeat(1_000)), false);
    check(name, filled(LIMIT + 1, character.repeat(1_000)), true);
  }
  check('two that are joined', `RUN ${'x'.repeat(40_000)}\\\n${'x'.repeat(40_000)}`, false);
  check('the second of two', `RUN x\\\n${'x'.repeat(LIMIT + 1)}`, true);

  it('underlines the first of the lines that are too long', () => {
    const [second, third] = ['y'.repeat(LIMIT + 1), 'z'.repeat(LIMIT + 1)];
    const text = `FROM a\nRUN x\\\n${second}\\\n${third}\n`;
    const [problem] = parseDockerfile(text).problems;
    assert.equal(text.slice(problem?.span.start, problem?.span.end), `${second}\\`);
  });
});

describe('instructions, joined', () => {
  /** Each instruction's joined line, and the lines that it takes in the file, counted from 1. */
  function check(text: string, ...expected: readonly (readonly [string, number, number])[]): void {
    it(JSON.stringify(text), () => {
      const { instructions } = parseDockerfile(text);
      const read = instructions.map(({ original, range }) => [
        original,
        range.start.line + 1,
        range.end.line + 1,
      ]);
      assert.deepEqual(read, expected);
    });
  }
  check('');
  check('\n \n\t\n# c\n');
  check('FROM a', ['FROM a', 1, 1]);
  check('\ufeffFROM a', ['FROM a', 1, 1]);
  check('  FROM a  \n', ['FROM a  ', 1, 1]);
  check('FROM a\r\nRUN b\r\r\n', ['FROM a', 1, 1], ['RUN b', 2, 2]);
  check('FROM a\\\n', ['FROM a', 1, 1]);
  check('FROM \\\na', ['FROM a', 1, 2]);
  check('FROM \\  \t\na', ['FROM a', 1, 2]);
  check('FROM \\\u00a0\na', ['FROM \\\u00a0', 1, 1], ['a', 2, 2]);
  check('FROM \\\\\na', ['FROM \\\\', 1, 1], ['a', 2, 2]);
  check('\\\nFROM a', ['FROM a', 1, 2]);
  check('FROM \\\n\n\n  a\nRUN b', ['FROM   a', 1, 4], ['RUN b', 5, 5]);
  check('FROM a \\\n# c\n  # d\n  AS b\n', ['FROM a   AS b', 1, 4]);
  check('FROM a \\\n# c', ['FROM a ', 1, 2]);
  check('FROM a \\\n\n', ['FROM a ', 1, 2]);
  check('# escape=`\nFROM `\na\nRUN \\\n', ['FROM a', 2, 3], ['RUN \\', 4, 4]);
  check('FROM a\nRUN <<E\nb\nE\nRUN c', ['FROM a', 1, 1], ['RUN <<E', 2, 4], ['RUN c', 5, 5]);
  check('RUN <<A <<B\na\nA\nb\nB\nRUN c', ['RUN <<A <<B', 1, 5], ['RUN c', 6, 6]);
  check('RUN <<-E\n\t\tE\nRUN c', ['RUN <<-E', 1, 2], ['RUN c', 3, 3]);
  check('RUN <<E\n\tE\nE', ['RUN <<E', 1, 3]);
  check('RUN <<E\nEE\nE \nE\n', ['RUN <<E', 1, 4]);
  check('RUN <<E\r\na\r\nE\r\nRUN b', ['RUN <<E', 1, 3], ['RUN b', 4, 4]);
  check('RUN <<E\na\nRUN b\n', ['RUN <<E', 1, 3]);
  check('RUN <<E', ['RUN <<E', 1, 1]);
  check('RUN <<E\n', ['RUN <<E', 1, 1]);
  check('RUN ["<<E"]\nRUN b', ['RUN ["<<E"]', 1, 1], ['RUN b', 2, 2]);
  check('CMD <<E\nRUN b', ['CMD <<E', 1, 1], ['RUN b', 2, 2]);
  check('ADD <<E /\nE\nRUN b', ['ADD <<E /', 1, 2], ['RUN b', 3, 3]);
  check('ONBUILD copy <<E /\nE\nRUN b', ['ONBUILD copy <<E /', 1, 2], ['RUN b', 3, 3]);
});
