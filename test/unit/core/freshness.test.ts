import assert from 'node:assert/strict';
import { isFresh } from '../../../src/core/freshness.ts';

describe('isFresh', () => {
  const check = (name: string, seenAt: number, life: number, now: number, expected: boolean) => {
    it(name, () => {
      assert.equal(isFresh(seenAt, life, now), expected);
    });
  };
  check('in the moment in which it is seen', 1000, 10, 1000, true);
  check('for as long as it lives', 1000, 10, 1009, true);
  check('not when it has lived', 1000, 10, 1010, false);
  check('not before it is seen', 1000, 10, 999, false);
  check('never with no life at all', 1000, 0, 1000, false);
  check('always with a life without end', 1000, Infinity, 1e15, true);
  check('always with a life without end, though the clock was set back', 1000, Infinity, 0, true);
});
