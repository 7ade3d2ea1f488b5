import assert from 'node:assert/strict';
import { listRepositories } from '../../../../src/adapters/registry/catalog.ts';
import type { Handler } from '../../../support/registry/loopbackServer.ts';
import { useRegistryTest } from '../../../support/registry/registryTest.ts';

/** A registry's catalog in pages: what each query is answered with, and the next query. */
type Pages = Readonly<Record<string, { readonly body: unknown; readonly next?: string }>>;

function catalog(pages: Pages): Handler {
  return (request, response) => {
    const url = new URL(request.url ?? '', 'http://host');
    const page = url.pathname === '/v2/_catalog' ? pages[url.search] : undefined;
    if (page === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (page.next !== undefined) response.setHeader('link', `<${page.next}>; rel="next"`);
    response.end(typeof page.body === 'string' ? page.body : JSON.stringify(page.body));
  };
}

describe('listRepositories', () => {
  const test = useRegistryTest();
  const first = '?n=500';

  async function list(handler: Handler, hostOf = (host: string) => host) {
    const server = await test.serve(handler);
    const { access } = test.client();
    const fact = await listRepositories(hostOf(server.host), access, new AbortController().signal);
    const seen = server.seen.map(({ url }) => url);
    return { seen, answer: fact.known ? fact.value : fact.reason.code };
  }

  const check = (name: string, pages: Pages, repositories: readonly string[], complete = true) =>
    it(name, async () => {
      const { answer } = await list(catalog(pages));
      assert.deepEqual(answer, { repositories, complete });
    });

  check('a list', { [first]: { body: { repositories: ['team/app', 'busybox'] } } }, [
    'team/app',
    'busybox',
  ]);
  check('none', { [first]: { body: { repositories: null } } }, []);
  check(
    'pages, each name once',
    {
      [first]: { body: { repositories: ['a', 'b'] }, next: '/v2/_catalog?last=b&n=2' },
      '?last=b&n=2': { body: { repositories: ['b', 'c'] } },
    },
    ['a', 'b', 'c'],
  );
  check(
    'a page that leads back',
    { [first]: { body: { repositories: ['a'] }, next: `/v2/_catalog${first}` } },
    ['a'],
    false,
  );
  check(
    'only names that can be pulled',
    { [first]: { body: { repositories: ['ok', 'Bad', '-x', 'a b', 7, '../up', 'a:1', ''] } } },
    ['ok'],
  );

  it('does not follow a page to another host or path', async () => {
    const pages = {
      [first]: { body: { repositories: ['a'] }, next: 'http://elsewhere.invalid/x?n=1' },
      '?n=1': { body: { repositories: ['b'] } },
    };
    const { seen, answer } = await list(catalog(pages));
    assert.deepEqual(answer, { repositories: ['a', 'b'], complete: true });
    assert.deepEqual(seen, ['/v2/_catalog?n=500', '/v2/_catalog?n=1']);
  });

  it('ends after some pages', async () => {
    const { seen, answer } = await list((request, response) => {
      const page = Number(/page=(\d+)/.exec(request.url ?? '')?.[1] ?? 0) + 1;
      response.setHeader('link', `</v2/_catalog?page=${page}>; rel="next"`);
      response.end(JSON.stringify({ repositories: [`app${page}`] }));
    });
    assert.equal(seen.length, 10);
    assert(typeof answer === 'object' && !answer.complete && answer.repositories.length === 10);
  });

  const fails = (name: string, handler: Handler, code: string, hostOf?: (host: string) => string) =>
    it(name, async () => {
      assert.equal((await list(handler, hostOf)).answer, code);
    });
  fails('a registry that lists nothing', catalog({}), 'not-found');
  fails('a page', catalog({ [first]: { body: '<html>' } }), 'malformed');
  fails('another shape', catalog({ [first]: { body: { repositories: 'all' } } }), 'malformed');
  fails(
    'a registry that wants a login',
    (_, response) => response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end(),
    'denied',
  );
  fails('no host', catalog({}), 'malformed', () => 'not a host/x');
});
