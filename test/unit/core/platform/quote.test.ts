import assert from 'node:assert/strict';
import { quote } from '../../../../src/core/platform/quote.ts';

describe("quote, as Go's %q", () => {
  function check(text: string, expected: string): void {
    it(expected, () => {
      assert.equal(quote(text), expected);
    });
  }
  check('', '""');
  check('linux/amd64', '"linux/amd64"');
  check('a"b\\c', '"a\\"b\\\\c"');
  check('\u0007\b\f\n\r\t\v', '"\\a\\b\\f\\n\\r\\t\\v"');
  check('\0\u0001\u007f', '"\\x00\\x01\\x7f"');
  check('\u0080\u0085\u00a0', '"\\u0080\\u0085\\u00a0"');
  check('\u2028\u3000\uffff', '"\\u2028\\u3000\\uffff"');
  check('\u{10000}\u{e0001}\u{10ffff}', '"\u{10000}\\U000e0001\\U0010ffff"');
  check('\ud800 \udbff \udc00 \udfff', '"\ufffd \ufffd \ufffd \ufffd"');
  check('é 中 😀 e\u0301', '"é 中 😀 e\u0301"');
});
