import assert from 'node:assert/strict';
import { sameRepository } from '../../../../src/core/audit/sameRepository.ts';

describe('addresses of git repositories', () => {
  for (const [one, other, expected] of [
    ['git@github.com:owner/app.git', 'https://github.com/owner/app', true],
    [
      'https://token@github.com/owner/app.git#refs/heads/main',
      'ssh://git@github.com:22/owner/app/',
      true,
    ],
    ['https://GitHub.com/Owner/App', 'git@github.com:owner/app', true],
    ['https://github.com/owner/app', 'https://github.com/owner/other', false],
    ['https://github.com/owner/app', 'https://gitlab.com/owner/app', false],
    ['', '', false],
    ['/home/me/app', '/home/me/app', false],
  ] as const) {
    it(`${one} and ${other} ${expected ? 'are one' : 'are two'}`, () => {
      assert.equal(sameRepository(one, other), expected);
    });
  }
});
