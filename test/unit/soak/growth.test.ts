import assert from 'node:assert/strict';
import { growth } from '../../soak/growth.ts';

describe('growth of what is measured again and again', () => {
  const cases: readonly [what: string, values: readonly number[], expected: number][] = [
    ['nothing', [], 0],
    ['two values are no line', [1, 9], 0],
    ['the same', [5, 5, 5, 5], 0],
    ['two more each time', [1, 3, 5, 7], 2],
    ['less each time', [9, 6, 3], -3],
    ['to and fro', [4, 6, 4, 6, 4], 0],
    ['a step in the midst', [0, 0, 10, 10], 4],
  ];
  for (const [what, values, expected] of cases) {
    it(what, () => {
      assert.equal(growth(values.map((value, minute) => ({ minute, value }))), expected);
    });
  }
});
