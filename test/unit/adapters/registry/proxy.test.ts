import assert from 'node:assert/strict';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { plainNetwork, type Network } from '../../../../src/adapters/registry/network.ts';
import {
  proxyFor,
  withProxySettings,
  type ProxySettings,
} from '../../../../src/adapters/registry/proxy.ts';
import { createShelf, putImage, serveShelf } from '../../../support/registry/images.ts';
import { testAuthority, testNetwork } from '../../../support/registry/loopbackServer.ts';
import {
  resolveKnown,
  resolveUnknown,
  useRegistryTest,
} from '../../../support/registry/registryTest.ts';

describe('proxyFor', () => {
  const check = (address: string, environment: Record<string, string>, expected?: string) => {
    it(`${address} ${JSON.stringify(environment)}`, () => {
      assert.equal(proxyFor(new URL(address), environment)?.href, expected);
    });
  };
  const proxy = 'http://proxy.example:3128/';
  const all = { HTTPS_PROXY: 'proxy.example:3128', HTTP_PROXY: 'http://plain.example' };
  check('https://ghcr.io/v2/', {});
  check('https://ghcr.io/v2/', all, proxy);
  check('http://ghcr.io/v2/', all, 'http://plain.example/');
  check('https://ghcr.io/v2/', { https_proxy: 'http://proxy.example:3128' }, proxy);
  check('https://ghcr.io/v2/', { HTTPS_PROXY: '', https_proxy: 'proxy.example:3128' }, proxy);
  check('https://ghcr.io/v2/', { HTTPS_PROXY: 'https://u:p@p.example' }, 'https://u:p@p.example/');
  check('https://ghcr.io/v2/', { HTTPS_PROXY: 'socks5://proxy.example' });
  check('https://ghcr.io/v2/', { HTTPS_PROXY: 'http://' });
  check('https://localhost:5000/v2/', all);
  check('https://127.0.0.1/v2/', all);
  check('https://[::1]:5000/v2/', all);

  const exempt = (address: string, list: string, isExempt: boolean) => {
    check(address, { ...all, NO_PROXY: list }, isExempt ? undefined : proxy);
  };
  exempt('https://ghcr.io/', '*', true);
  exempt('https://ghcr.io/', 'ghcr.io', true);
  exempt('https://GHCR.io/', 'example.com, Ghcr.IO ,', true);
  exempt('https://docker.ghcr.io/', 'ghcr.io', true);
  exempt('https://docker.ghcr.io/', '.ghcr.io', true);
  exempt('https://docker.ghcr.io/', '*.ghcr.io', true);
  exempt('https://ghcr.io/', '.ghcr.io', false);
  exempt('https://notghcr.io/', 'ghcr.io', false);
  exempt('https://ghcr.io/', 'ghcr.io:443', true);
  exempt('https://ghcr.io:5000/', 'ghcr.io:443', false);
  exempt('https://ghcr.io:5000/', 'ghcr.io', true);
  exempt('https://10.1.2.3/', '10.0.0.0/8', true);
  exempt('https://11.1.2.3/', '10.0.0.0/8', false);
  exempt('https://10.1.2.3/', '10.0.0.0/99', false);
  exempt('https://10.1.2.3/', '10.1.2.3', true);
  exempt('https://[2001:db8::5]/', '2001:db8::/32', true);
  exempt('https://[2001:db8::5]:5000/', '[2001:db8::5]:5000', true);
  exempt('https://ghcr.io/', '', false);
});

describe('withProxySettings', () => {
  const environment = { HTTPS_PROXY: 'http://env.example', NO_PROXY: 'a.example' };
  const check = (
    settings: Partial<ProxySettings>,
    address: string,
    expected: string | undefined,
  ) => {
    it(`${JSON.stringify(settings)}: ${address} by ${expected ?? 'no proxy'}`, () => {
      const all = { proxy: '', noProxy: [], strictSSL: true, ...settings };
      const found = proxyFor(new URL(address), withProxySettings(environment, all));
      assert.equal(found?.host, expected);
    });
  };
  const proxy = 'http://set.example:3128';
  check({}, 'https://ghcr.io/', 'env.example');
  check({}, 'https://a.example/', undefined);
  check({ proxy }, 'https://ghcr.io/', 'set.example:3128');
  check({ proxy }, 'http://ghcr.io/', 'set.example:3128');
  check({ proxy }, 'https://a.example/', undefined);
  check({ proxy, noProxy: ['b.example', 'c.example'] }, 'https://c.example/', undefined);
  check({ proxy, noProxy: ['b.example'] }, 'https://a.example/', 'set.example:3128');
  check({ noProxy: ['ghcr.io'] }, 'https://ghcr.io/', undefined);
});

describe('a registry behind a proxy', () => {
  const test = useRegistryTest();
  const shelf = createShelf();
  putImage(shelf, 'latest', { os: 'linux', architecture: 'amd64' });
  const serve = serveShelf(shelf);
  let proxy: Server | undefined;
  const asked: string[] = [];

  afterEach(async () => {
    proxy?.closeAllConnections();
    await new Promise<unknown>((resolve) => {
      if (proxy) proxy.close(resolve);
      else resolve(undefined);
    });
    asked.length = 0;
  });

  /** Starts a proxy that knows all hosts' names to be this machine's, and the network through it. */
  async function startProxy(status = 200): Promise<{ network: Network; host: string }> {
    proxy = createServer((request, response) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.host ?? ''}`);
      response.statusCode = status;
      request.url = new URL(request.url ?? '').pathname;
      serve(request, response);
    });
    proxy.on('connect', (request, socket) => {
      asked.push(`CONNECT ${request.url ?? ''} ${request.headers['proxy-authorization'] ?? ''}`);
      if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      const port = Number((request.url ?? '').split(':').at(-1));
      const target = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(target).pipe(socket);
      });
      target.on('error', () => socket.destroy());
      socket.on('error', () => target.destroy());
      return undefined;
    });
    await new Promise<void>((resolve) => proxy?.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const url = new URL(`http://mary:s3cret@127.0.0.1:${port}`);
    return { network: { ...testNetwork, proxyFor: () => url }, host: url.host };
  }

  it('is asked through a tunnel that is kept', async () => {
    const server = await test.serve(serve, { tls: true });
    const { network } = await startProxy();
    const reference = `localhost:${server.port}/app`;
    const mirrors = { [`localhost:${server.port}`]: [`https://localhost:${server.port}`] };
    const facts = await resolveKnown(test.client({ network, mirrors }), reference);
    assert.equal(facts.configPlatform?.architecture, 'amd64');
    const login = Buffer.from('mary:s3cret').toString('base64');
    assert.deepEqual(asked, [`CONNECT localhost:${server.port} Basic ${login}`]);
    assert.deepEqual(
      server.seen.map(({ authorization }) => authorization),
      [undefined, undefined],
    );
  });

  it('is asked by its whole address where it is not encrypted', async () => {
    const { network } = await startProxy();
    await resolveKnown(test.client({ network, insecure: ['reg.example'] }), 'reg.example/app');
    assert.equal(asked[0], 'GET http://reg.example/v2/app/manifests/latest reg.example');
  });

  it('is asked by a proxy without a good certificate only where that does not count', async () => {
    const key = readFileSync('test/support/registry/key.pem');
    const front = createTlsServer({ cert: testAuthority, key }, (request, response) => {
      request.url = new URL(request.url ?? '').pathname;
      serve(request, response);
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    const { port } = front.address() as AddressInfo;
    const url = new URL(`https://127.0.0.1:${port}`);
    try {
      for (const strict of [true, false]) {
        const network = { ...plainNetwork, proxyFor: () => url, verifiesProxies: () => strict };
        const client = test.client({ network, insecure: ['reg.example'] });
        const fact = await client.resolve('reg.example/app');
        assert.equal(fact.known, !strict);
      }
    } finally {
      front.closeAllConnections();
      front.close();
    }
  });

  it('is not asked where the proxy refuses', async () => {
    for (const [status, message] of [
      [407, 'The proxy PROXY wants a login. Put it into the address in HTTPS_PROXY.'],
      [
        502,
        'The proxy PROXY does not connect to reg.example:443: HTTP status 502. Add the host to NO_PROXY if it can be reached without a proxy.',
      ],
    ] as const) {
      const { network, host } = await startProxy(status);
      const client = test.client({ network, allowedHosts: ['reg.example'] });
      const reason = await resolveUnknown(client, 'reg.example/app');
      assert.equal(reason.code, 'unreachable');
      assert.equal(reason.message.replace(host, 'PROXY'), message);
      proxy?.close();
    }
  });

  it('is not asked where there is no proxy', async () => {
    const url = new URL('http://127.0.0.1:1');
    const network = { ...plainNetwork, proxyFor: () => url };
    const allowed = { allowedHosts: ['reg.example'], insecure: ['plain.example'] };
    const client = test.client({ network, ...allowed });
    for (const reference of ['reg.example/app', 'plain.example/app']) {
      const { message } = await resolveUnknown(client, reference);
      assert.equal(
        message,
        'The proxy 127.0.0.1:1 cannot be reached (ECONNREFUSED). Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY, or http.proxy in VS Code.',
      );
    }
  });
});
