import assert from 'node:assert/strict';
import { sizeText } from '../../../src/core/size.ts';

describe('a number of bytes for people', () => {
  const check = (bytes: number, expected: string) => {
    it(`${bytes}: ${expected}`, () => {
      assert.equal(sizeText(bytes), expected);
    });
  };
  check(0, '0 B');
  check(999, '999 B');
  check(1_000, '1.00 kB');
  check(9_994, '9.99 kB');
  // Three digits after rounding, too.
  check(9_995, '10.0 kB');
  check(99_949, '99.9 kB');
  check(99_950, '100 kB');
  check(999_499, '999 kB');
  check(999_500, '1.00 MB');
  check(8_310_000, '8.31 MB');
  check(12_300_000_000, '12.3 GB');
  check(1_500_000_000_000, '1.50 TB');
  // There is no larger unit.
  check(1_234_000_000_000_000, '1234 TB');
});
