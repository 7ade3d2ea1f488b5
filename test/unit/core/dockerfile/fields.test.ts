import assert from 'node:assert/strict';
import { readBoolean } from '../../../../src/core/dockerfile/boolean.ts';
import { parseCheckOptions } from '../../../../src/core/dockerfile/checkOptions.ts';
import { splitCsv } from '../../../../src/core/dockerfile/syntax/csv.ts';
import { parseDuration } from '../../../../src/core/dockerfile/syntax/duration.ts';
import { utf8Bytes } from '../../../../src/core/dockerfile/syntax/utf8.ts';

describe('the fields of a record, as go-csvvalue', () => {
  function check(text: string, expected: readonly string[] | string): void {
    it(JSON.stringify(text), () => {
      const fields = splitCsv(text);
      assert.deepEqual(fields.ok ? fields.value : fields.problem.message, expected);
    });
  }
  const at = (column: number, error: string): string =>
    `parse error on line 1, column ${column}: ${error}`;
  const bare = 'bare " in non-quoted-field';
  const misplaced = 'extraneous or missing " in quoted-field';

  check('', 'EOF');
  check('a', ['a']);
  check('a,b=c,d', ['a', 'b=c', 'd']);
  check(' a , b ', [' a ', ' b ']);
  check('"a"', ['a']);
  check('"a,b",c', ['a,b', 'c']);
  check('c,"a,b"', ['c', 'a,b']);
  check('""', ['']);
  check('"",x', ['', 'x']);
  check('"a""b"', ['a"b']);
  check('""""', ['"']);
  check('"""",x', ['"', 'x']);
  check('"a"",""b",c', ['a","b', 'c']);
  check('a"b', at(2, bare));
  check('x,a"b,c', at(4, bare));
  check('"a', at(2, misplaced));
  check('"a"b', at(3, misplaced));
  check('x,"ab"c,d', at(6, misplaced));
  check('"a""', at(5, misplaced));
});

describe('true and false, as Go reads them', () => {
  const check = (text: string, expected: boolean | undefined): void => {
    it(JSON.stringify(text), () => {
      assert.equal(readBoolean(text), expected);
    });
  };
  for (const text of ['1', 't', 'T', 'true', 'TRUE', 'True']) check(text, true);
  for (const text of ['0', 'f', 'F', 'false', 'FALSE', 'False']) check(text, false);
  for (const text of ['', 'yes', 'tRUE', '2', ' true']) check(text, undefined);
});

describe('what a check directive asks for', () => {
  function check(
    value: string,
    expected: string | readonly [skip: unknown, experimental: unknown, error: boolean],
  ): void {
    it(JSON.stringify(value), () => {
      const read = parseCheckOptions(value);
      const options = read.ok && [read.value.skip, read.value.experimental, read.value.error];
      assert.deepEqual(read.ok ? options : read.problem.message, expected);
    });
  }
  check('', [[], [], false]);
  check('  ', [[], [], false]);
  check('skip=all', ['all', [], false]);
  check('skip=A', [['A'], [], false]);
  check(' skip = A , B ; error = true ', [['A', 'B'], [], true]);
  // Go's white space, which knows U+0085 and not U+FEFF.
  check('\u0085 skip = A\u0085,B ; error = true\u0085', [['A', 'B'], [], true]);
  check('skip=A\ufeff', [['A\ufeff'], [], false]);
  check('skip=A;skip=B', [['B'], [], false]);
  check('experimental=all', [[], 'all', false]);
  check('experimental=A,B;error=0;skip=all', ['all', ['A', 'B'], false]);
  check('error=true;error=f', [[], [], false]);
  check('skip=', [[''], [], false]);
  check('skip', 'invalid check option "skip"');
  check('skip=A;', 'invalid check option ""');
  check('x=1', 'invalid check option "x"');
  check(
    'error=yes',
    'failed to parse check option "error=yes": strconv.ParseBool: parsing "yes": invalid syntax',
  );
  // What follows the second semicolon is one option.
  check('skip=A;error=1;experimental=B;skip=C', [['A'], ['B;skip=C'], true]);
});

describe('durations, as Go reads them', () => {
  function check(text: string, expected: bigint | string): void {
    it(JSON.stringify(text.length > 40 ? `${text.slice(0, 20)}… (${text.length})` : text), () => {
      const read = parseDuration(text);
      assert.equal(read.ok ? read.value : read.problem.message, expected);
    });
  }
  const invalid = (text: string): void => {
    check(text, `time: invalid duration ${JSON.stringify(text)}`);
  };

  check('0', 0n);
  check('+0', 0n);
  check('-0', 0n);
  check('00s', 0n);
  check('1ns', 1n);
  check('1us', 1_000n);
  check('1ms', 1_000_000n);
  check('1s', 1_000_000_000n);
  check('1m', 60_000_000_000n);
  check('1h', 3_600_000_000_000n);
  check('-1s', -1_000_000_000n);
  check('+1s', 1_000_000_000n);
  check('1h2m3s4ms5us6ns', 3_723_004_005_006n);
  check('1.5s', 1_500_000_000n);
  check('.5s', 500_000_000n);
  check('5.s', 5_000_000_000n);
  check('0.000000001s', 1n);
  check('0.9ns', 0n);
  check('0.100000000000000000000h', 360_000_000_000n);
  check('010s', 10_000_000_000n);
  check('9223372036854775807ns', 9_223_372_036_854_775_807n);
  check('-9223372036854775808ns', -9_223_372_036_854_775_808n);
  check(`${'0'.repeat(2_000)}1ns`, 1n);
  invalid('9223372036854775808ns');
  invalid('9223372036854775809ns');
  invalid('-9223372036854775809ns');
  invalid('9223372036854775807ns1ns');
  invalid('-9223372036854775807ns2ns');
  invalid('3000000h');
  invalid('9223372036854775809');
  check('9223372036854775808', 'time: missing unit in duration "9223372036854775808"');
  invalid(`${'9'.repeat(1_001)}ns`);
  invalid('');
  invalid('+');
  invalid('-');
  invalid('.');
  invalid('.s');
  invalid('--1s');
  invalid('s');
  invalid('1s.s');
  check('1', 'time: missing unit in duration "1"');
  check('1.5', 'time: missing unit in duration "1.5"');
  check('-1', 'time: missing unit in duration "-1"');
  check('1s2', 'time: missing unit in duration "1s2"');
  check('1s 2s', 'time: unknown unit "s " in duration "1s 2s"');
  check('1d', 'time: unknown unit "d" in duration "1d"');
  check('1s-1s', 'time: unknown unit "s-" in duration "1s-1s"');
  check('1"\\', 'time: unknown unit "\\"\\\\" in duration "1\\"\\\\"');
  check('1\u0001 ~', 'time: unknown unit "\\x01 ~" in duration "1\\x01 ~"');
  check('1\u0080', 'time: unknown unit "\\xc2\\x80" in duration "1\\xc2\\x80"');
  check('1\u007fé', 'time: unknown unit "\u007f\\xc3\\xa9" in duration "1\u007f\\xc3\\xa9"');
});

describe('the bytes of a character', () => {
  for (const code of [
    ...[0, 0x41, 0x7f, 0x80, 0xe9, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffd, 0xffff],
    ...[0x10000, 0x1f600, 0x10ffff],
  ]) {
    it(`U+${code.toString(16)}`, () => {
      assert.deepEqual(utf8Bytes(code), [...Buffer.from(String.fromCodePoint(code))]);
    });
  }
  for (const surrogate of [0xd800, 0xdbff, 0xdc00, 0xdfff]) {
    it(`U+${surrogate.toString(16)}, which has none`, () => {
      assert.deepEqual(utf8Bytes(surrogate), [...Buffer.from('\ufffd')]);
    });
  }
});
