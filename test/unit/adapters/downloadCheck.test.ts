import assert from 'node:assert/strict';
import { checkDownload, isPublicAddress } from '../../../src/adapters/downloadCheck.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';

describe('a check of a download', () => {
  let server: LoopbackServer;
  const methods: string[] = [];
  const { signal } = new AbortController();
  before(async () => {
    server = await startServer((request, response) => {
      methods.push(`${request.method ?? ''} ${request.headers.authorization ?? ''}`);
      const path = request.url ?? '';
      const hops = Number(/^\/hops\/(\d+)$/.exec(path)?.[1] ?? Number.NaN);
      if (hops > 0) response.writeHead(302, { location: `/hops/${String(hops - 1)}` });
      else if (path === '/inside') response.writeHead(302, { location: 'http://10.0.0.1/' });
      else if (path === '/file') response.writeHead(302, { location: 'file:///etc/passwd' });
      else response.writeHead(path === '/missing' ? 404 : 200);
      response.end();
    });
  });
  after(() => server.close());
  beforeEach(() => methods.splice(0));

  /** The lab of this test is on a loopback address. */
  const onlyHere = (address: string) => address === '127.0.0.1';
  const check = (title: string, path: string, expected: number | RegExp) => {
    it(title, async () => {
      const answer = await checkDownload(`${server.origin}${path}`, signal, onlyHere);
      if (typeof expected === 'number') assert.deepEqual(answer, { ok: true, value: expected });
      else assert.match(answer.ok ? '' : answer.problem.message, expected);
      assert.ok(methods.every((method) => method === 'HEAD '));
    });
  };
  check('says that the file is there', '/tool', 200);
  check('says that it is not', '/missing', 404);
  check('follows redirects', '/hops/5', 200);
  check('but not for ever', '/hops/6', /leads on more than 5 times/);
  check('and not into a private network', '/inside', /10\.0\.0\.1 is in a private network/);
  check('and not to files', '/file', /no address of http/);

  it('asks nobody in a private network', async () => {
    for (const url of [
      server.origin,
      'http://localhost:1/',
      'http://[::1]/',
      'http://169.254.169.254/',
    ]) {
      const answer = await checkDownload(url, signal);
      assert.match(answer.ok ? '' : answer.problem.message, /private network/, url);
    }
    assert.deepEqual(methods, []);
  });

  it('sends no login', async () => {
    const url = server.origin.replace('http://', 'http://user:secret@');
    await checkDownload(url, signal, onlyHere);
    assert.deepEqual(methods, ['HEAD ']);
  });

  it('can be cancelled', async () => {
    const answer = await checkDownload(server.origin, AbortSignal.abort(), onlyHere);
    assert.equal(answer.ok, false);
  });

  for (const [address, expected] of [
    ['8.8.8.8', true],
    ['2606:4700::1', true],
    ['10.1.2.3', false],
    ['172.31.0.1', false],
    ['192.168.1.1', false],
    ['::ffff:10.0.0.1', false],
    ['fd00::1', false],
    ['0.0.0.0', false],
    ['name', false],
  ] as const) {
    it(`${address} is ${expected ? '' : 'not '}public`, () => {
      assert.equal(isPublicAddress(address), expected);
    });
  }
});
