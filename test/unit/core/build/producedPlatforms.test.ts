import assert from 'node:assert/strict';
import { comparePlatforms } from '../../../../src/core/build/producedPlatforms.ts';

describe('comparePlatforms', () => {
  const check = (asked: string, found: string, expected: string) =>
    it(`${asked} ← ${found}`, () => {
      const words = (text: string) => text.split(' ').filter((word) => word !== '');
      const { present, missing, unexpected } = comparePlatforms(words(asked), words(found));
      assert.equal(
        [present, missing, unexpected].map((list) => list.join(' ')).join(' / '),
        expected,
      );
    });

  check('linux/amd64 linux/arm64', 'linux/arm64 linux/amd64', 'linux/amd64 linux/arm64 /  / ');
  check('linux/arm64/v8 linux/x86_64', 'linux/arm64 linux/amd64', 'linux/arm64 linux/amd64 /  / ');
  check('linux/arm', 'linux/arm/v7', 'linux/arm/v7 /  / ');
  check('linux/amd64 linux/arm64', 'linux/amd64', 'linux/amd64 / linux/arm64 / ');
  check('linux/amd64', 'linux/amd64 linux/386', 'linux/amd64 /  / linux/386');
  check('windows/amd64', 'windows(10.0.20348.2227)/amd64', 'windows/amd64 /  / ');
  check('', 'linux/amd64', ' /  / linux/amd64');
});
