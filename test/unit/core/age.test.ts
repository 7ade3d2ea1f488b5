import assert from 'node:assert/strict';
import { ageText } from '../../../src/core/age.ts';

describe('ageText', () => {
  const check = (seconds: number, expected: string) => {
    it(`${seconds} s: ${expected}`, () => {
      assert.equal(ageText(1_000, 1_000 + seconds * 1000), expected);
    });
  };
  check(0, 'just now');
  check(59, 'just now');
  check(60, '1 minute ago');
  check(12 * 60 + 59, '12 minutes ago');
  check(3600, '1 hour ago');
  check(47 * 3600, '1 day ago');
  check(100 * 86_400, '100 days ago');
  // A clock that was set back.
  check(-3600, 'just now');
});
