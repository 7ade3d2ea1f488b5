import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { checkDownload, isPublicAddress } from '../../../src/adapters/downloadCheck.ts';
import { plainNetwork, systemNetwork } from '../../../src/adapters/registry/network.ts';
import {
  startServer,
  testAuthority,
  type LoopbackServer,
} from '../../support/registry/loopbackServer.ts';

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
      const answer = await checkDownload(`${server.origin}${path}`, signal, { mayReach: onlyHere });
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
    await checkDownload(url, signal, { mayReach: onlyHere });
    assert.deepEqual(methods, ['HEAD ']);
  });

  it('can be cancelled', async () => {
    const answer = await checkDownload(server.origin, AbortSignal.abort(), { mayReach: onlyHere });
    assert.equal(answer.ok, false);
  });

  describe('by way of a proxy', () => {
    let proxy: Server;
    const asked: string[] = [];
    /** Status of the proxy's own refusal; 0: it does what it is asked. */
    let refusal = 0;
    beforeEach(async () => {
      asked.length = 0;
      refusal = 0;
      proxy = createServer((request, response) => {
        asked.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.host ?? ''}`);
        response.writeHead(refusal || (request.url?.endsWith('/missing') ? 404 : 200)).end();
      });
      proxy.on('connect', ({ url = '', headers }, socket: Socket) => {
        asked.push(`CONNECT ${url} ${headers['proxy-authorization'] ?? ''}`);
        if (refusal > 0) {
          socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n`);
          return;
        }
        const target = connect(Number(url.split(':').at(-1)), '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
          socket.pipe(target).pipe(socket);
        });
        target.on('error', () => socket.destroy());
        socket.on('error', () => target.destroy());
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    });
    afterEach(async () => {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    });
    const address = () => `http://mary:s3cret@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const ask = async (url: string, noProxy = '') => {
      const network = {
        ...systemNetwork({ HTTPS_PROXY: address(), HTTP_PROXY: address(), NO_PROXY: noProxy }),
        authorities: () => Promise.resolve([testAuthority]),
      };
      const answer = await checkDownload(url, signal, { network });
      return answer.ok ? answer.value : answer.problem.message.replace(/127\.0\.0\.1:\d+/, 'PROXY');
    };

    it('names the whole address where it is not encrypted', async () => {
      assert.equal(await ask('http://files.invalid/a?b'), 200);
      assert.equal(await ask('http://files.invalid:81/missing'), 404);
      assert.deepEqual(asked, [
        'HEAD http://files.invalid/a?b files.invalid',
        'HEAD http://files.invalid:81/missing files.invalid:81',
      ]);
    });

    it('goes through a tunnel where it is', async () => {
      const secure = await startServer((_, response) => response.writeHead(204).end(), {
        tls: true,
      });
      try {
        const way = new URL(address());
        const network = {
          ...plainNetwork,
          proxyFor: () => way,
          authorities: () => Promise.resolve([testAuthority]),
        };
        const answer = await checkDownload(`https://localhost:${secure.port}/tool`, signal, {
          network,
          mayReach: () => true,
        });
        assert.deepEqual(answer, { ok: true, value: 204 });
        const login = Buffer.from('mary:s3cret').toString('base64');
        assert.deepEqual(asked, [`CONNECT localhost:${secure.port} Basic ${login}`]);
        assert.deepEqual(
          secure.seen.map((seen) => [seen.method, seen.url, seen.authorization]),
          [['HEAD', '/tool', undefined]],
        );
      } finally {
        await secure.close();
      }
    });

    it('goes to no private network either', async () => {
      for (const url of ['http://10.0.0.1/', 'https://192.168.1.1/', 'http://[fd00::1]/']) {
        assert.match(String(await ask(url)), /private network/);
      }
      assert.deepEqual(asked, []);
    });

    it('is left where NO_PROXY says so', async () => {
      assert.equal(
        await ask('http://files.invalid/', 'files.invalid'),
        'The name files.invalid cannot be resolved. Check its spelling and the network connection.',
      );
      assert.deepEqual(asked, []);
    });

    it('says what the proxy wants', async () => {
      refusal = 407;
      for (const [url, expected] of [
        ['http://files.invalid/', /wants a login\. Put it into the address in HTTP_PROXY\.$/],
        ['https://files.invalid/', /^The proxy PROXY wants a login\. .* HTTPS_PROXY\.$/],
      ] as const) {
        assert.match(String(await ask(url)), expected);
      }
    });

    it('says that there is none', async () => {
      const network = systemNetwork({
        HTTP_PROXY: 'http://127.0.0.1:1',
        HTTPS_PROXY: 'http://127.0.0.1:1',
      });
      for (const scheme of ['http', 'https']) {
        const answer = await checkDownload(`${scheme}://files.invalid/`, signal, { network });
        assert.match(
          answer.ok ? '' : answer.problem.message,
          /^The proxy 127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)\. Check HTTPS_PROXY/,
        );
      }
    });
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
