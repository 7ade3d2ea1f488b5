import assert from 'node:assert/strict';
import { parseDigest } from '../../../../src/core/image/digest.ts';

describe('digest, as go-digest', () => {
  function check(text: string, expected: string | true): void {
    it(text.length > 50 ? `${text.slice(0, 50)}… (${text.length})` : text, () => {
      const digest = parseDigest(text);
      assert.equal(digest.ok ? true : digest.problem.message, expected);
      if (digest.ok) assert.equal(digest.value, text);
    });
  }
  const format = 'invalid checksum digest format';
  const length = 'invalid checksum digest length';
  const unsupported = 'unsupported digest algorithm';

  check(`sha256:${'a0'.repeat(32)}`, true);
  check(`sha384:${'a0'.repeat(48)}`, true);
  check(`sha512:${'a0'.repeat(64)}`, true);
  check(`sha256:${'A0'.repeat(32)}`, format);
  check(`sha256:${'g0'.repeat(32)}`, format);
  check(`sha256:${'a0'.repeat(31)}`, length);
  check(`sha256:${'a0'.repeat(33)}`, length);
  check(`sha512:${'a0'.repeat(32)}`, length);
  check(`md5:${'a0'.repeat(16)}`, unsupported);
  check('a+b.c-d_e:abc=_-', unsupported);
  check('a++b:abc', format);
  check('+a:abc', format);
  check('a+:abc', format);
  check('SHA256:abc', format);
  check('a:b c', format);
  check('', format);
  check('sha256', format);
  check('sha256:', format);
  check(':abc', format);
});
