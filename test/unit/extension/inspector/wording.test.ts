import assert from 'node:assert/strict';
import { bytesText, exactBytes } from '../../../../src/extension/images/inspector/wording.ts';
import { english } from '../../../support/wording.ts';

describe('bytesText', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [1398, '1.4 kB'],
    [999_499, '999 kB'],
    [999_500, '1 MB'],
    [3_623_807, '3.6 MB'],
    [99_960_000, '100 MB'],
    [2_147_483_648, '2.1 GB'],
    [5_000_000_000_000_000, '5,000 TB'],
  ];
  for (const [bytes, expected] of cases) {
    it(`${bytes}: ${expected}`, () => {
      assert.equal(bytesText(bytes, english), expected);
    });
  }

  it('counts as people of other languages do', () => {
    assert.equal(bytesText(3_623_807, { ...english, language: 'de' }), '3,6 MB');
    assert.equal(exactBytes(3_623_807, { ...english, language: 'de' }), '3.623.807 bytes');
  });
});
