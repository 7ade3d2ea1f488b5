import assert from 'node:assert/strict';
import { keepNewest } from '../../../src/extension/images/keepNewest.ts';

describe('keepNewest', () => {
  const check = (keys: string, expected: string) =>
    it(`${keys} leaves ${expected}`, () => {
      const map = new Map<string, number>();
      keys.split('').forEach((key, at) => {
        keepNewest(map, key, at, 3);
      });
      assert.equal([...map.keys()].join(''), expected);
      for (const [key, at] of map) assert.equal(at, keys.lastIndexOf(key));
    });

  check('a', 'a');
  check('abc', 'abc');
  check('abcd', 'bcd');
  check('abcad', 'cad');
  check('aaaaa', 'a');
  check('abcdefgh', 'fgh');
});
