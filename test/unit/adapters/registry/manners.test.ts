import assert from 'node:assert/strict';
import { plainNetwork } from '../../../../src/adapters/registry/network.ts';
import type { QuotaStop } from '../../../../src/adapters/registry/client.ts';
import { createQuotas } from '../../../../src/adapters/registry/quotas.ts';
import { createShelf, putImage, sendError, serveShelf } from '../../../support/registry/images.ts';
import {
  resolveKnown,
  resolveUnknown,
  useRegistryTest,
} from '../../../support/registry/registryTest.ts';

const hour = 3_600_000;

describe('createQuotas', () => {
  /** What a registry says at a time in hours, and whether half is used then. */
  const check = (name: string, says: [hours: number, remaining: number][], half: boolean) => {
    it(name, () => {
      let now = 0;
      const quotas = createQuotas(() => now);
      for (const [hours, remaining] of says) {
        now = hours * hour;
        const headers = {
          'ratelimit-limit': '100;w=21600',
          'ratelimit-remaining': `${remaining};w=21600`,
        };
        quotas.note('docker.io', headers);
      }
      assert.equal(quotas.isHalfUsed('docker.io'), half);
    });
  };
  check('begins with what is left', [[0, 80]], false);
  check(
    'leaves more than half',
    [
      [0, 80],
      [1, 41],
    ],
    false,
  );
  check(
    'stops at half',
    [
      [0, 80],
      [1, 40],
    ],
    true,
  );
  check('stops where nothing is left', [[0, 0]], true);
  check(
    'begins anew when the registry does',
    [
      [0, 80],
      [1, 40],
      [2, 100],
    ],
    false,
  );
  check(
    'begins anew in the next window',
    [
      [0, 80],
      [1, 40],
      [6, 40],
    ],
    false,
  );

  it('forgets what was said before the window ended', () => {
    let now = 0;
    const quotas = createQuotas(() => now);
    quotas.note('docker.io', { 'ratelimit-limit': '100;w=60', 'ratelimit-remaining': '0;w=60' });
    assert(quotas.isHalfUsed('docker.io'));
    now = 60_000;
    assert(!quotas.isHalfUsed('docker.io'));
    assert.deepEqual(quotas.of('docker.io'), { limit: 100, remaining: 0, window: 60, asOf: 0 });
  });

  it('count anew when the clock was set back', () => {
    let now = 1e12;
    const quotas = createQuotas(() => now);
    quotas.note('docker.io', { 'ratelimit-limit': '100;w=60', 'ratelimit-remaining': '0;w=60' });
    now = 0;
    assert(!quotas.isHalfUsed('docker.io'));
  });

  it('makes nothing of headers that are none', () => {
    const quotas = createQuotas(() => 0);
    for (const headers of [{}, { 'ratelimit-limit': 'many', 'ratelimit-remaining': 'few' }]) {
      quotas.note('docker.io', headers);
      assert.equal(quotas.of('docker.io'), undefined);
      assert(!quotas.isHalfUsed('docker.io'));
    }
  });
});

describe('manners', () => {
  const test = useRegistryTest();

  it('leave half of the pulls at Docker Hub to the user', async () => {
    const shelf = createShelf();
    for (const tag of ['1', '2', '3']) {
      putImage(shelf, tag, { os: 'linux', architecture: `arch${tag}` });
    }
    const serve = serveShelf(shelf);
    let remaining = 3;
    // Stands in for Docker Hub, as a proxy that answers itself.
    const hub = await test.serve((request, response) => {
      if (request.method === 'GET' && (request.url ?? '').includes('/manifests/')) remaining--;
      request.url = new URL(request.url ?? '').pathname;
      response.setHeader('ratelimit-limit', '100;w=21600');
      response.setHeader('ratelimit-remaining', `${remaining};w=21600`);
      serve(request, response);
    });
    const stops: QuotaStop[] = [];
    const client = test.client({
      onQuotaKept: (stop) => stops.push(stop),
      now: () => 1_000,
      insecure: ['registry-1.docker.io'],
      network: { ...plainNetwork, proxyFor: () => new URL(hub.origin) },
      cache: { tagLife: 0, failureLife: 0 },
    });
    await resolveKnown(client, 'app:1');
    await resolveKnown(client, 'app:2');
    const reason = await resolveUnknown(client, 'app:3');
    assert.equal(reason.code, 'rate-limited');
    assert.equal(
      reason.message,
      'docker.io was not asked in the background any more, so that the pulls that are left stay for you: 1 of 100 in 6 hours. Ask for the image yourself, or run docker login to have more.',
    );
    assert.equal(client.quota('docker.io')?.remaining, 1);
    await resolveUnknown(client, 'app:3');
    assert.deepEqual(stops, [{ host: 'docker.io', reason, until: 1_000 + 6 * hour }], 'told once');
    await resolveKnown(client, 'app:1');
    assert.equal(remaining, 1, 'what is known is asked for by HEAD only');
    await resolveKnown(client, 'app:3', { purpose: 'asked' });
    assert.equal(remaining, 0);
  });

  const check = (name: string, status: number, retryAfter: string, pause: number) => {
    it(`pause for ${name}`, async () => {
      let busy = true;
      const shelf = createShelf();
      putImage(shelf, 'tag', { os: 'linux', architecture: 'amd64' });
      const serve = serveShelf(shelf);
      const server = await test.serve((request, response) => {
        if (busy) {
          response.setHeader('retry-after', retryAfter);
          sendError(response, status, 'TOOMANYREQUESTS', 'slow down');
        } else serve(request, response);
      });
      let now = 0;
      const client = test.client({ now: () => now });
      await resolveUnknown(client, `${server.host}/app:tag`);
      busy = false;
      now = pause - 1;
      await resolveUnknown(client, `${server.host}/app:tag`);
      assert.equal(client.requestCount, 1);
      now = pause;
      await resolveKnown(client, `${server.host}/app:tag`);
    });
  };
  check('as long as a registry says', 429, '120', 120_000);
  check('as long as it says with another status', 503, '300', 300_000);
  check('a while, if it says a moment', 429, '1', 30_000);
  check('an hour, if it says for ever', 429, '999999999', hour);
});
