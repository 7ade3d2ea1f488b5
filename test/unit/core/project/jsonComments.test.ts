import assert from 'node:assert/strict';
import { withoutComments } from '../../../../src/core/project/jsonComments.ts';

describe('JSON with comments', () => {
  const check = (text: string, expected: string) => {
    it(`${JSON.stringify(text)} keeps every place`, () => {
      assert.equal(withoutComments(text), expected);
      assert.equal(withoutComments(text).length, text.length);
    });
  };
  check('{ "a": 1 }', '{ "a": 1 }');
  check('{\n// one\n"a": 1 // two\r\n}', '{\n      \n"a": 1       \r\n}');
  check('/* a\n * b */{}', '    \n       {}');
  check('/***/{} /**/', '     {}     ');
  check('/* a * b **/1', '            1');
  check('{} /* never closed\n{', '{}                \n ');
  check('{} // at the end', '{}              ');
  // What looks like a comment in a text is none, whatever stands before its last quote.
  check('{ "image": "docker://a/*b*/" } //', '{ "image": "docker://a/*b*/" }   ');
  check(String.raw`"a\"//b" // c`, String.raw`"a\"//b"     `);
  check(String.raw`"a\\"// b`, String.raw`"a\\"    `);
  check('"half\n//x', '"half\n   ');
  check('{\t"a\tb":\t1 }', '{ "a\tb": 1 }');
  check('1 / 2 * 3', '1 / 2 * 3');
});
