import assert from 'node:assert/strict';
import { findTags, type TagQuery } from '../../../../src/adapters/registry/tags.ts';
import type { RegistryClient } from '../../../../src/adapters/registry/client.ts';
import type { UnknownReason } from '../../../../src/core/facts.ts';
import type { TagSearch } from '../../../../src/core/image/tagSearch.ts';
import { plainNetwork } from '../../../../src/adapters/registry/network.ts';
import { parsePlatform, type Platform } from '../../../../src/core/platform/platform.ts';
import { insteadOfHub, serveHubApi, type HubTag } from '../../../support/registry/hubApi.ts';
import {
  createShelf,
  manifestOf,
  putImage,
  putManifest,
  sendError,
  serveShelf,
  sha256,
} from '../../../support/registry/images.ts';
import type { Handler } from '../../../support/registry/loopbackServer.ts';
import { createSignal, useRegistryTest } from '../../../support/registry/registryTest.ts';
import { sampleRegistry } from '../../../support/registry/sampleImages.ts';

const both = ['linux/amd64', 'linux/arm64'];

function platform(text: string): Platform {
  const parsed = parsePlatform(text);
  assert(parsed.ok);
  return parsed.value;
}

type Query = Partial<Omit<TagQuery, 'platforms'>> & { platforms?: readonly string[] };

async function search(client: RegistryClient, reference: string, query: Query = {}) {
  const { platforms = both, signal = new AbortController().signal, ...rest } = query;
  return findTags(client, reference, { ...rest, signal, platforms: platforms.map(platform) });
}

async function found(...call: Parameters<typeof search>): Promise<TagSearch> {
  const fact = await search(...call);
  assert(fact.known, fact.known ? '' : fact.reason.message);
  return fact.value;
}

async function notFound(...call: Parameters<typeof search>): Promise<UnknownReason> {
  const fact = await search(...call);
  assert(!fact.known, 'nothing should be known');
  return fact.reason;
}

const names = ({ tags }: TagSearch): string => tags.map(({ tag }) => tag).join(' ');

/**
 * A registry in which every repository has these tags, each an image of {@link sampleRegistry} by the
 * tag's last word: `1.2-single` is the image `single`.
 */
function listing(tags: unknown, header?: (url: URL) => string | undefined): Handler {
  const images = sampleRegistry();
  return (request, response) => {
    const url = new URL(request.url ?? '', `http://${request.headers.host ?? ''}`);
    if (!url.pathname.endsWith('/tags/list')) {
      request.url = url.pathname.replace(/[^/]*-(multi|amd64-index|single(?:-arm64)?)$/, '$1');
      images(request, response);
      return;
    }
    const link = header?.(url);
    if (link !== undefined) response.setHeader('link', link);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ name: 'app', tags }));
  };
}

describe('findTags', () => {
  const test = useRegistryTest();

  it('is kept from no tag by another whose config lies, and reads that config no more', async () => {
    const shelf = createShelf();
    const image = { os: 'linux', architecture: 'amd64' };
    const bad = manifestOf({
      mediaType: 'application/vnd.oci.image.config.v1+json',
      ...{ digest: sha256('promised'), size: 8 },
    });
    shelf.blobs.set(sha256('promised'), { body: 'rubbish!', mediaType: 'application/json' });
    for (let at = 0; at < 40; at += 1) putManifest(shelf, `1.${at}-bad`, bad);
    putImage(shelf, '1-good', image);
    const server = await test.serve(serveShelf(shelf));
    const client = test.client();
    const search = await found(client, `${server.host}/app:1.0-bad`, {
      platforms: ['linux/amd64'],
    });
    assert.deepEqual([names(search), search.complete], ['1-good', false]);
    // Four are asked for at a time, and the good one has a config too.
    const configs = server.seen.filter(({ url }) => url.includes('/blobs/'));
    assert.ok(configs.length <= 5, String(configs.length));
    const none = await found(client, `${server.host}/app:1.0-bad`, { platforms: ['linux/s390x'] });
    assert.deepEqual([names(none), none.complete], ['', false]);
  });

  describe('at Docker Hub', () => {
    const multi = (name: string): HubTag => ({
      name,
      platforms: ['linux/amd64', 'linux/arm64/v8'],
    });
    const tags: readonly HubTag[] = [
      multi('latest'),
      { name: '3.9-slim', platforms: ['linux/amd64', 'unknown/unknown'] },
      { ...multi('3.10-slim'), updated: '2026-09-30T01:02:03.456789Z' },
      multi('3.9'),
      { name: '3.9-slim-nano', platforms: ['windows/amd64 10.0.20348.2227'] },
      multi(`sha256-${'a'.repeat(64)}.sig`),
      { name: '3.9.18-slim', platforms: ['linux/amd64', 'linux/arm/v7'] },
    ];

    async function hub(repository: readonly HubTag[] = tags) {
      const server = await test.serve(
        serveHubApi({ 'library/python': repository, 'team/app': repository }),
      );
      return { server, client: test.client(insteadOfHub(server.origin)) };
    }

    it('takes the nearest tags that have every platform, in one request', async () => {
      const { server, client } = await hub();
      assert.deepEqual(await found(client, 'python:3.9-slim'), {
        tags: [
          {
            tag: '3.10-slim',
            platforms: ['linux/amd64', 'linux/arm64'],
            digest: `sha256:${'2'.repeat(64)}`,
            lastUpdated: '2026-09-30T01:02:03.456789Z',
          },
          ...['3.9', 'latest'].map((tag) => ({
            tag,
            platforms: ['linux/amd64', 'linux/arm64'],
            digest: `sha256:${'2'.repeat(64)}`,
            lastUpdated: '2026-10-01T10:00:00.123456Z',
          })),
        ],
        complete: true,
        requests: 1,
      });
      assert.deepEqual(
        server.seen.map(({ method, url, authorization }) => [method, url, authorization]),
        [
          [
            'GET',
            'http://hub.docker.com/v2/repositories/library/python/tags?page_size=100',
            undefined,
          ],
        ],
      );
    });

    it('takes other platforms', async () => {
      const { client } = await hub();
      const check = async (platforms: readonly string[], expected: string) => {
        assert.equal(names(await found(client, 'team/app:3.9-slim', { platforms })), expected);
      };
      await check(['linux/arm/v7'], '3.9.18-slim');
      await check(['linux/amd64/v2'], '3.9-slim 3.9.18-slim 3.10-slim 3.9 latest');
      await check(['linux/riscv64'], '');
      await check(['windows/amd64'], '3.9-slim-nano');
      await check([], '3.9-slim 3.9.18-slim 3.10-slim 3.9-slim-nano 3.9 latest');
    });

    it('says when there are more', async () => {
      const { client } = await hub();
      const search = await found(client, 'python', { limit: 2 });
      assert.deepEqual([names(search), search.complete], ['latest 3.9', false]);
      const all = await found(client, 'python', { limit: 3 });
      assert.deepEqual([names(all), all.complete], ['latest 3.9 3.10-slim', true]);
    });

    it('reads all pages of a repository of 500 tags', async () => {
      const many = Array.from({ length: 500 }, (_, number) => multi(`1.${number}`));
      const { client } = await hub(many);
      const { requests, complete, tags: best } = await found(client, 'python:1.499', { limit: 1 });
      assert.deepEqual([best[0]?.tag, requests, complete], ['1.499', 5, false]);
      assert.equal((await found(client, 'python:2', { limit: 100 })).tags.length, 100);
    });

    it('searches a larger one for the version and the variant', async () => {
      const many = Array.from({ length: 30_000 }, (_, number) => multi(`1.${number}-fat`));
      const { client, server } = await hub([...many, multi('3.9.7'), multi('7-slim')]);
      const search = await found(client, 'python:3.9-slim');
      assert.deepEqual(
        [names(search).split(' ').slice(0, 2), search.complete],
        [['7-slim', '3.9.7'], false],
      );
      assert.deepEqual(
        server.seen.map(({ url }) => new URL(url).searchParams.get('name')),
        [null, '3.9', 'slim'],
      );
    });

    it('reads what was pushed last where the tag says nothing', async () => {
      const many = Array.from({ length: 30_000 }, (_, number) => multi(`1.${number}`));
      const { client } = await hub(many);
      const { requests, complete, tags: best } = await found(client, 'python');
      assert.deepEqual([best[0]?.tag, requests, complete], ['1.499', 5, false]);
    });

    it('is content with what it knows when a later page fails', async () => {
      const api = serveHubApi({
        'library/python': Array.from({ length: 300 }, (_, n) => multi(`1.${n}`)),
      });
      const server = await test.serve((request, response) => {
        if (request.url?.includes('page=2')) {
          response.statusCode = 429;
          response.end();
        } else api(request, response);
      });
      const search = await found(test.client(insteadOfHub(server.origin)), 'python');
      assert.deepEqual([search.tags.length, search.complete, search.requests], [10, false, 2]);
    });

    describe('whose API does not tell, asks the registry', () => {
      const check = (name: string, api: Handler) => {
        it(name, async () => {
          const registry = listing(['1.1-single', '1.2-multi', '1.3-multi']);
          const server = await test.serve((request, response) => {
            if (request.url?.startsWith('http://hub.docker.com/')) api(request, response);
            else registry(request, response);
          });
          const search = await found(test.client(insteadOfHub(server.origin)), 'team/app:1.1');
          assert.deepEqual([names(search), search.complete], ['1.2-multi 1.3-multi', true]);
        });
      };
      const answer =
        (status: number, body: string): Handler =>
        (_, response) => {
          response.statusCode = status;
          response.end(body);
        };
      check('a private repository', answer(404, '{"message":"object not found"}'));
      check('too many requests', answer(429, '{"detail":"Rate limit exceeded"}'));
      check('a web page', answer(200, '<!doctype html><title>Sign in</title>'));
      check('another JSON', answer(200, '{"results":"none"}'));
      check('no list', answer(200, '[]'));
      check('an error', answer(500, ''));
      check('nothing', (_, response) => response.destroy());
    });

    it('leaves out what it cannot read', async () => {
      const good = {
        name: 'good',
        images: [{ os: 'linux', architecture: 'amd64' }],
        last_updated: 'now',
      };
      const results = [
        good,
        null,
        { name: 5 },
        { name: 'not a tag' },
        { name: 'no-list', images: 'many' },
        { name: 'empty', images: null },
        { name: 'halves', images: [{ os: 'linux' }, { architecture: '', os: '' }] },
      ];
      const server = await test.serve((_, response) => {
        response.end(JSON.stringify({ count: 'x', results }));
      });
      const client = test.client(insteadOfHub(server.origin));
      const { tags: best } = await found(client, 'app', { platforms: [] });
      assert.deepEqual(best, [
        { tag: 'empty', platforms: [] },
        { tag: 'good', platforms: ['linux/amd64'] },
        { tag: 'halves', platforms: [] },
      ]);
    });

    it('stops where pages lead elsewhere, in a circle, or on and on', async () => {
      const nexts = [
        'http://elsewhere.example/v2/repositories/library/app/tags?page=2',
        'http://hub.docker.com/v2/repositories/library/app/tags?page_size=100',
        '',
        'http://[',
      ];
      const page = (next: string) =>
        JSON.stringify({ count: 3, next, results: [{ name: '1', images: [] }] });
      for (const next of nexts) {
        const server = await test.serve((_, response) => response.end(page(next)));
        const client = test.client(insteadOfHub(server.origin));
        const search = await found(client, 'app', { platforms: [] });
        assert.deepEqual([names(search), search.complete, search.requests], ['1', false, 1], next);
      }
      let number = 0;
      const endless = await test.serve((_, response) => response.end(page(`?page=${number++}`)));
      const client = test.client(insteadOfHub(endless.origin));
      assert.equal((await found(client, 'app', { platforms: [] })).requests, 5);
    });

    it('is not asked while a mirror answers for it', async () => {
      const mirror = await test.serve(listing(['1-multi', '2-multi', '3-single']));
      const server = await test.serve(serveHubApi({}));
      const client = test.client({
        ...insteadOfHub(server.origin),
        network: plainNetwork,
        engine: { mirrors: [mirror.origin], insecure: [] },
      });
      assert.equal(names(await found(client, 'team/app:1')), '1-multi 2-multi');
      assert.deepEqual(mirror.seen[0]?.url, '/v2/team/app/tags/list?n=1000&ns=docker.io');
      assert.deepEqual(server.seen, []);
    });
  });

  describe('at other registries', () => {
    it('reads the manifests of the nearest tags until there are enough', async () => {
      const tags = [
        '1.0-single',
        '1.1-multi',
        '1.2-amd64-index',
        '1.3-multi',
        '2-multi',
        '9-multi',
      ];
      const server = await test.serve(listing(tags));
      const client = test.client();
      const search = await found(client, `${server.host}/team/app:1.0`, { limit: 2 });
      assert.deepEqual(
        search.tags.map(({ tag, platforms }) => [tag, platforms]),
        [
          ['1.1-multi', ['linux/amd64', 'linux/arm64', 'linux/arm/v7']],
          ['1.3-multi', ['linux/amd64', 'linux/arm64', 'linux/arm/v7']],
        ],
      );
      assert.match(search.tags[0]?.digest ?? '', /^sha256:/);
      assert.equal(search.complete, false);
      assert.equal(search.requests, server.seen.length);
      const all = await found(client, `${server.host}/team/app:1.0`);
      assert.deepEqual([names(all), all.complete], ['1.1-multi 1.3-multi 2-multi 9-multi', true]);
    });

    it('follows pages by their Link header', async () => {
      const pages: Record<string, readonly string[]> = {
        '': ['1-multi'],
        b: ['2-multi'],
        c: ['3-single'],
      };
      const following: Record<string, string> = { '': 'b', b: 'c' };
      const images = listing([]);
      const server = await test.serve((request, response) => {
        const url = new URL(request.url ?? '', 'http://registry');
        const last = url.searchParams.get('last') ?? '';
        if (!url.pathname.endsWith('/tags/list')) images(request, response);
        else {
          const next = following[last];
          const link = `</v2/team/app/tags/list?n=1000&last=${next ?? ''}>; rel="next"`;
          if (next !== undefined) response.setHeader('link', link);
          response.end(JSON.stringify({ name: 'team/app', tags: pages[last] }));
        }
      });
      const search = await found(test.client(), `${server.host}/team/app:1`);
      assert.deepEqual([names(search), search.complete], ['1-multi 2-multi', true]);
      assert.deepEqual(
        server.seen.slice(0, 3).map(({ url }) => url),
        ['', '&last=b', '&last=c'].map((last) => `/v2/team/app/tags/list?n=1000${last}`),
      );
    });

    describe('stops at a Link', () => {
      const check = (name: string, link: (url: URL) => string, requests: number) => {
        it(name, async () => {
          const server = await test.serve(listing(['1-multi'], link));
          const search = await found(test.client(), `${server.host}/app`, { platforms: [] });
          assert.deepEqual([names(search), search.complete], ['1-multi', false]);
          assert.equal(server.seen.filter(({ url }) => url.includes('/tags/')).length, requests);
        });
      };
      check(
        'to another origin',
        () => '<http://127.0.0.1:9/v2/app/tags/list?last=b>; rel="next"',
        1,
      );
      check(
        'to another port',
        ({ hostname }) => `<http://${hostname}:1/v2/app/tags/list>; rel="next"`,
        1,
      );
      check('to itself', ({ pathname, search }) => `<${pathname}${search}>; rel="next"`, 1);
      check('that is no address', () => '<http://[>; rel="next"', 1);
      check(
        'that never ends',
        ({ searchParams }) => {
          return `</?last=${searchParams.get('last') ?? ''}x>; rel="next"`;
        },
        20,
      );
    });

    it('asks no other path than the list, whatever a Link says', async () => {
      const server = await test.serve(
        listing(['1-multi'], ({ search }) =>
          search.includes('x=1') ? undefined : '</v2/_catalog?x=1>; rel="next"',
        ),
      );
      await found(test.client(), `${server.host}/app`, { platforms: [] });
      assert(server.seen.every(({ url }) => !url.includes('_catalog')));
    });

    it('reads 100,000 tags, and no more', async () => {
      const tags = Array.from({ length: 100_001 }, (_, number) => `1.${number}-multi`);
      const server = await test.serve(listing(tags));
      const client = test.client({ timeouts: { connect: 30_000, total: 30_000 } });
      const search = await found(client, `${server.host}/app:1.77777-multi`, { limit: 1 });
      assert.deepEqual([names(search), search.complete], ['1.77777-multi', false]);
    }).timeout(30_000);

    it('gives up where too many tags lack a platform', async () => {
      const tags = Array.from({ length: 1000 }, (_, number) => `1.${number}-amd64-index`);
      const server = await test.serve(listing(tags));
      const search = await found(test.client(), `${server.host}/app:1.0`);
      assert.deepEqual([search.tags, search.complete], [[], false]);
      assert(search.requests >= 60 && search.requests <= 64, `${search.requests}`);
    });

    it('knows that there are none', async () => {
      for (const tags of [[], null, ['1-single'], ['not a tag', 5, null]]) {
        const server = await test.serve(listing(tags));
        const search = await found(test.client(), `${server.host}/app`);
        assert.deepEqual([search.tags, search.complete], [[], true]);
      }
    });

    it('leaves out a tag that cannot be read, and says so', async () => {
      const server = await test.serve(listing(['1-multi', '2-gone', '3-multi']));
      const search = await found(test.client(), `${server.host}/app`);
      assert.deepEqual([names(search), search.complete], ['3-multi 1-multi', false]);
    });

    it('stops reading when the registry has had enough', async () => {
      const tags = Array.from({ length: 100 }, (_, number) => `1.${number}-multi`);
      const registry = listing(tags);
      let left = 6;
      const server = await test.serve((request, response) => {
        if (left-- > 0) registry(request, response);
        else sendError(response, 429, 'TOOMANYREQUESTS', 'slow down');
      });
      const search = await found(test.client(), `${server.host}/app`);
      assert.deepEqual([search.tags.length, search.complete], [5, false]);
      assert(search.requests < 12, `${search.requests}`);
    });

    describe('says why there is no list', () => {
      const check = (name: string, handler: Handler, code: string, message: RegExp) => {
        it(name, async () => {
          const server = await test.serve(handler);
          const reason = await notFound(test.client(), `${server.host}/team/app`);
          assert.equal(reason.code, code);
          assert.match(reason.message, message);
        });
      };
      const answer =
        (status: number, body: string): Handler =>
        (_, response) => {
          response.statusCode = status;
          response.end(body);
        };
      check('not found', answer(404, ''), 'not-found', /has no .*team\/app/);
      check('forbidden', answer(403, ''), 'denied', /forbids reading team\/app/);
      check('too many', answer(429, ''), 'rate-limited', /too many requests/);
      check('web page', answer(200, '<html>'), 'malformed', /The list of tags from .* is not JSON/);
      check('no list', answer(200, '[1]'), 'malformed', /The list of tags from .* cannot be used/);
      check('a text', answer(200, '{"tags":"1"}'), 'malformed', /cannot be used/);
      check(
        'too large',
        answer(200, `{"tags":["${'x'.repeat(17 * 1024 * 1024)}"]}`),
        'malformed',
        /larger than/,
      );
    });

    it('says why no tag could be read', async () => {
      const registry = listing(['1-multi', '2-multi']);
      const server = await test.serve((request, response) => {
        if (request.url?.includes('/tags/')) registry(request, response);
        else sendError(response, 403, 'DENIED', 'members only');
      });
      const reason = await notFound(test.client(), `${server.host}/app`);
      assert.match(reason.message, /forbids reading app .*members only/);
    });

    it('gets the token that the list wants, and uses it for the manifests', async () => {
      const registry = listing(['1-multi', '2-multi']);
      const server = await test.serve((request, response) => {
        if (request.url?.startsWith('/token')) response.end('{"token":"t0ken"}');
        else if (request.headers.authorization === 'Bearer t0ken') registry(request, response);
        else {
          const realm = `http://${request.headers.host ?? ''}/token`;
          response.setHeader('www-authenticate', `Bearer realm="${realm}"`);
          sendError(response, 401, 'UNAUTHORIZED', 'authentication required');
        }
      });
      const search = await found(test.client(), `${server.host}/app`);
      assert.deepEqual([names(search), search.requests], ['2-multi 1-multi', 5]);
    });
  });

  it('asks nobody without leave', async () => {
    const server = await test.serve(listing(['1-multi']));
    const check = async (
      options: Parameters<typeof test.client>[0],
      query: Query,
      code: string,
    ) => {
      const reason = await notFound(test.client(options), `${server.host}/app`, query);
      assert.equal(reason.code, code);
    };
    await check({ trusted: () => false }, { purpose: 'asked' }, 'untrusted');
    await check({ lookups: () => 'off' }, {}, 'lookups-off');
    await check({ lookups: () => 'ask' }, {}, 'host-not-allowed');
    await check({}, { lookups: 'ask' }, 'host-not-allowed');
    assert.deepEqual(server.seen, []);
    const asked = test.client({ lookups: () => 'ask' });
    assert.equal(names(await found(asked, `${server.host}/app`, { purpose: 'asked' })), '1-multi');
  });

  it('says what is no reference', async () => {
    const { code, message } = await notFound(test.client(), 'Not A Reference');
    assert.equal(code, 'malformed');
    assert.match(message, /is not an image reference/);
  });

  it('ends when it is cancelled', async () => {
    const stop = new AbortController();
    const asked = createSignal();
    const server = await test.serve(() => {
      asked.give();
    });
    const search = findTags(test.client(), `${server.host}/app`, {
      platforms: [],
      signal: stop.signal,
    });
    await asked.given;
    stop.abort(new Error('stopped'));
    await assert.rejects(search, /stopped/);
    await assert.rejects(
      findTags(test.client(), 'app', { platforms: [], signal: stop.signal }),
      /stopped/,
    );
  });
});
