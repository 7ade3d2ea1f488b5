import assert from 'node:assert/strict';
import { spared } from '../../../../src/adapters/registry/everywhere.ts';
import { createQuotas } from '../../../../src/adapters/registry/quotas.ts';
import type { Repository } from '../../../../src/adapters/registry/repository.ts';

describe('content that is read in the background', () => {
  const repositoryOf = (host: string): Repository => ({
    subject: { host, repository: 'library/alpine', reference: `${host}/library/alpine` },
    credential: undefined,
    ask: () => Promise.reject(new Error('nothing is asked here')),
  });

  for (const { host, remaining, purpose, isSpared } of [
    { host: 'docker.io', remaining: 40, purpose: 'background', isSpared: true },
    { host: 'docker.io', remaining: 90, purpose: 'background', isSpared: false },
    { host: 'docker.io', remaining: 0, purpose: 'asked', isSpared: false },
    { host: 'mirror.example', remaining: 0, purpose: 'background', isSpared: false },
  ] as const) {
    it(`${isSpared ? 'spares' : 'asks'} ${host} with ${remaining} pulls left (${purpose})`, () => {
      const quotas = createQuotas(() => 0);
      for (const left of [100, remaining]) {
        const headers = { 'ratelimit-limit': '100;w=60', 'ratelimit-remaining': `${left};w=60` };
        quotas.note(host, headers);
      }
      const reason = spared(repositoryOf(host), purpose, { quotas });
      assert.equal(reason?.code, isSpared ? 'rate-limited' : undefined);
    });
  }
});
