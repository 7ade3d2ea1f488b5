import assert from 'node:assert/strict';
import { createServer as createTcpServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { RegistryClientOptions } from '../../../../src/adapters/registry/client.ts';
import type { UnknownCode } from '../../../../src/core/facts.ts';
import {
  createShelf,
  manifestOf,
  putImage,
  sendError,
  sendServed,
  serveShelf,
  sha256,
} from '../../../support/registry/images.ts';
import { testNetwork, type Handler } from '../../../support/registry/loopbackServer.ts';
import {
  resolveKnown,
  resolveUnknown,
  useRegistryTest,
} from '../../../support/registry/registryTest.ts';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';
const quick = { connect: 100, total: 200 };

describe('what the user reads when a registry', () => {
  const test = useRegistryTest();

  /** Message with the registry's host, which has a new port each time, as HOST. */
  async function check(
    handler: Handler,
    [code, message]: [UnknownCode, string],
    { requests = 1, ...options }: Partial<RegistryClientOptions> & { requests?: number } = {},
  ): Promise<void> {
    const server = await test.serve(handler);
    const client = test.client(options);
    const reason = await resolveUnknown(client, `${server.host}/team/app:1.0`);
    const readable = reason.message.replaceAll(server.host, 'HOST');
    assert.deepEqual([reason.code, readable], [code, message]);
    assert.equal(client.requestCount, requests);
  }

  /** As {@link check}, at an https server: loopback hosts speak https only as mirrors. */
  async function checkMirror(
    origin: string,
    message: string,
    options?: Partial<RegistryClientOptions>,
  ): Promise<void> {
    const registry = await test.serve(answer(404, ''));
    const client = test.client({ mirrors: { [registry.host]: [origin] }, ...options });
    const reason = await resolveUnknown(client, `${registry.host}/team/app:1.0`);
    const [, mirrorMessage = ''] = reason.message.split(' A mirror was asked before: ');
    assert.equal(mirrorMessage.replaceAll(new URL(origin).host, 'HOST'), message);
  }

  /** Answers every request in the same way. */
  function answer(
    status: number,
    body: string,
    headers: Record<string, string> = { 'content-type': manifestType },
  ): Handler {
    return (_, response) => {
      response.writeHead(status, headers).end(body);
    };
  }

  describe('cannot be reached:', () => {
    it('nothing listens', async () => {
      const server = await test.serve(answer(200, ''));
      await server.close();
      const reason = await resolveUnknown(test.client(), `${server.host}/app`);
      assert.equal(reason.code, 'unreachable');
      assert.equal(
        reason.message,
        `${server.host} refuses the connection. Check that the registry is running and that the port is right.`,
      );
    });

    it('its name does not exist', async () => {
      const reason = await resolveUnknown(test.client(), 'registry.invalid/app', {
        purpose: 'asked',
      });
      assert.equal(reason.code, 'unreachable');
      assert.equal(
        reason.message,
        'The name registry.invalid cannot be resolved. Check its spelling and the network connection.',
      );
    });

    it('no connection in time', async () => {
      // Accepts, and then says nothing: TLS never begins.
      const sockets: Socket[] = [];
      const silent = createTcpServer((socket) => {
        sockets.push(socket.on('error', () => undefined));
      });
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const { port } = silent.address() as AddressInfo;
      await checkMirror(
        `https://127.0.0.1:${port}`,
        'No connection to HOST within 100 ms. Check the network connection, or whether a proxy or firewall is in between.',
        { timeouts: quick },
      );
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => silent.close(resolve));
    });

    it('it does not speak https', async () => {
      const { host } = await test.serve(answer(200, ''));
      await checkMirror(
        `https://${host}`,
        'HOST does not speak https. If it is a plain http registry that you trust, add it to multiarch.registry.insecure in the editor, and for the command line to insecure-registries of the Docker engine.',
      );
    });

    it('its certificate is not trusted', async () => {
      const { origin } = await test.serve(answer(200, ''), { tls: true });
      await checkMirror(
        origin,
        "The certificate of HOST is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT). Add its certificate authority to those that this computer trusts, or to docker's folder certs.d/HOST.",
      );
    });
  });

  describe('breaks off:', () => {
    it('no answer in time', () =>
      check(
        () => undefined,
        ['timeout', 'HOST gave no complete answer within 200 ms. Try again later.'],
        { timeouts: quick },
      ));

    it('no whole body in time', () =>
      check(
        (_, response) => {
          response.writeHead(200, { 'content-type': manifestType });
          response.write('{');
        },
        ['timeout', 'HOST gave no complete answer within 200 ms. Try again later.'],
        { timeouts: quick },
      ));

    it('in the middle of the body', () =>
      check(
        (_, response) => {
          response.writeHead(200, { 'content-type': manifestType, 'content-length': 1000 });
          response.write('{"schemaVersion":2', () => response.destroy());
        },
        [
          'unreachable',
          'The connection to HOST broke before the whole answer had arrived. Try again.',
        ],
      ));

    it('before it answers', () =>
      check(
        (request) => {
          request.socket.destroy();
        },
        [
          'unreachable',
          'The connection to HOST broke before the whole answer had arrived. Try again.',
        ],
      ));

    it('on a kept connection only: then a new one is used', async () => {
      const shelf = createShelf();
      putImage(shelf, 'one', { os: 'linux', architecture: 'amd64' });
      putImage(shelf, 'two', { os: 'linux', architecture: 'arm64' });
      const serve = serveShelf(shelf);
      const used = new Set<unknown>();
      const server = await test.serve((request, response) => {
        if (used.has(request.socket)) request.socket.destroy();
        else serve(request, response);
        used.add(request.socket);
      });
      const client = test.client();
      await resolveKnown(client, `${server.host}/app:one`);
      await resolveKnown(client, `${server.host}/app:two`);
    });

    it('does not speak HTTP', () =>
      check(
        (request) => {
          request.socket.end('SSH-2.0-OpenSSH_9.7\r\n');
        },
        [
          'malformed',
          'HOST does not answer in HTTP (HPE_INVALID_CONSTANT). Check that it is a container registry and that the port is right.',
        ],
      ));
  });

  describe('answers with other bytes than promised:', () => {
    const index = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests: [] });

    it('not those of its own digest header', () =>
      check(
        answer(200, index, {
          'content-type': indexType,
          'docker-content-digest': sha256('something else'),
        }),
        [
          'malformed',
          `The manifest from HOST was not used: its digest is ${sha256(index)}, but ${sha256('something else')} was promised. A proxy or the registry has changed it.`,
        ],
      ));

    it('a digest header that is none', () =>
      check(answer(200, index, { 'content-type': indexType, 'docker-content-digest': 'md5:1' }), [
        'malformed',
        'HOST named a digest that cannot be verified: md5:1.',
      ]));

    it('not those of the digest that was asked for', async () => {
      const { host } = await test.serve(answer(200, index));
      const asked = sha256('something else');
      const reason = await resolveUnknown(test.client(), `${host}/app@${asked}`);
      assert.equal(
        reason.message.replace(host, 'HOST'),
        `The manifest from HOST was not used: its digest is ${sha256(index)}, but ${asked} was promised. A proxy or the registry has changed it.`,
      );
    });

    it('more of them than its own header says', async () => {
      const served = { mediaType: indexType, body: index };
      let isWrong = true;
      const server = await test.serve((request, response) => {
        if (isWrong) {
          const head = `HTTP/1.1 200 OK\r\ncontent-type: ${indexType}\r\ncontent-length: 5\r\n\r\n`;
          request.socket.write(head + index);
        } else sendServed(response, served);
        isWrong = false;
      });
      const client = test.client();
      const reason = await resolveUnknown(client, `${server.host}/app:1.0`);
      assert.equal(reason.code, 'malformed');
      assert.equal((await resolveKnown(client, `${server.host}/app:2.0`)).digest, sha256(index));
    });

    it('a config of another length than its manifest says', async () => {
      const shelf = createShelf();
      const body = '{"os":"linux","architecture":"amd64"}';
      const mediaType = 'application/vnd.oci.image.config.v1+json';
      shelf.blobs.set(sha256(body), { body, mediaType });
      shelf.manifests.set('1.0', manifestOf({ mediaType, digest: sha256(body), size: 5 }));
      await check(
        serveShelf(shelf),
        [
          'malformed',
          'The image config from HOST was not used: it has 37 bytes, but 5 were promised. The image was pushed by a program that writes wrong sizes, and cannot be pulled.',
        ],
        { requests: 2 },
      );
    });

    it('another config than its manifest names', async () => {
      const shelf = createShelf();
      putImage(shelf, '1.0', { os: 'linux', architecture: 'amd64' });
      const [digest = ''] = shelf.blobs.keys();
      const changed = '{"os":"linux","architecture":"arm64"}';
      shelf.blobs.set(digest, { body: changed, mediaType: '*/*' });
      await check(
        serveShelf(shelf),
        [
          'malformed',
          `The image config from HOST was not used: its digest is ${sha256(changed)}, but ${digest} was promised. A proxy or the registry has changed it.`,
        ],
        { requests: 2 },
      );
    });
  });

  describe('answers with something else than a manifest:', () => {
    const webPage: [UnknownCode, string] = [
      'malformed',
      'HOST answered with a web page instead of a manifest. A login page of the network may be in between (open a browser to see it), or HOST is not a container registry.',
    ];

    it('a web page', async () => {
      const html = '<!DOCTYPE html><title>Log in</title>';
      await check(answer(200, html, { 'content-type': 'text/html; charset=utf-8' }), webPage);
      await check(answer(200, `\n ${html}`), webPage);
    });

    it('no JSON', () =>
      check(answer(200, '{"schemaVersion":2,'), [
        'malformed',
        'The manifest from HOST is not JSON. Check that it is a container registry and that no proxy changes its answers.',
      ]));

    it('10 MB', async () => {
      const tooLarge: [UnknownCode, string] = [
        'malformed',
        'The manifest from HOST was not read, because it is larger than 4393216 bytes. Real ones are much smaller: check that HOST is a container registry.',
      ];
      const body = JSON.stringify({ schemaVersion: 2, padding: 'x'.repeat(10_000_000) });
      await check(answer(200, body), tooLarge);
      await check(answer(200, body, { 'content-length': String(body.length) }), tooLarge);
    });

    it('a body without end', () =>
      check(
        (_, response) => {
          const chunk = Buffer.alloc(64 * 1024, ' ');
          const more = (): void => {
            while (!response.destroyed && response.write(chunk));
          };
          response.on('drain', more);
          more();
        },
        [
          'malformed',
          'The manifest from HOST was not read, because it is larger than 4393216 bytes. Real ones are much smaller: check that HOST is a container registry.',
        ],
      ));

    it('compressed although it was asked not to', () =>
      check(answer(200, 'x', { 'content-encoding': 'gzip' }), [
        'malformed',
        'HOST compressed its answer (gzip) although it was asked not to. Check the proxy in between.',
      ]));

    it('a config that is too large', () =>
      check(
        (_, response) => {
          const mediaType = 'application/vnd.oci.image.config.v1+json';
          const digest = sha256('x');
          sendServed(response, manifestOf({ mediaType, digest, size: 9_000_000 }));
        },
        [
          'malformed',
          'The image config from HOST was not read, because it is larger than 8388608 bytes. Real ones are much smaller: check that HOST is a container registry.',
        ],
      ));
  });

  describe('refuses:', () => {
    const login =
      'The repository does not exist, or is private: check the name, or run docker login HOST.';

    it('401 with a login that only a user has', () =>
      check(answer(401, '', { 'www-authenticate': 'Basic realm="private"' }), [
        'denied',
        `HOST does not let team/app be read without login. ${login}`,
      ]));

    it('401 with a login of an unknown kind', async () => {
      const message = (schemes: string): [UnknownCode, string] => [
        'denied',
        `HOST asks for a login of an unknown kind (${schemes}). Only Bearer and Basic are supported.`,
      ];
      await check(answer(401, '', { 'www-authenticate': 'Negotiate' }), message('Negotiate'));
      await check(answer(401, '', { 'www-authenticate': 'Digest realm="x"' }), message('Digest'));
      await check(answer(401, ''), message('none named'));
    });

    it('401 again and again', () =>
      check(
        (request, response) => {
          if (request.url?.startsWith('/token')) response.end('{"token":"t0ken"}');
          else {
            const realm = `http://${request.headers.host ?? ''}/token`;
            response.setHeader('www-authenticate', `Bearer realm="${realm}"`);
            sendError(response, 401, 'UNAUTHORIZED', 'authentication required');
          }
        },
        [
          'denied',
          `HOST does not let team/app be read without login (“authentication required”). ${login}`,
        ],
        { requests: 3 },
      ));

    it('403', () =>
      check(
        (_, response) => {
          sendError(response, 403, 'DENIED', 'not\u0007 for\u001b[31m you\nsecond line');
        },
        [
          'denied',
          'HOST forbids reading team/app without login (“not  for [31m you”). Check the name, run docker login HOST, or ask its owner for access.',
        ],
      ));

    it('404', () =>
      check(answer(404, '404 page not found'), [
        'not-found',
        'HOST has no team/app:1.0. Check the spelling of the repository and of the tag or digest.',
      ]));

    it('429, and says for how long', async () => {
      const tooMany = (retry?: string): Handler =>
        answer(
          429,
          JSON.stringify({
            errors: [
              { code: 'TOOMANYREQUESTS', message: 'You have reached your pull rate limit.' },
            ],
          }),
          retry === undefined ? {} : { 'retry-after': retry },
        );
      const message = (when: string): [UnknownCode, string] => [
        'rate-limited',
        `HOST has had too many requests from here (“You have reached your pull rate limit.”). ${when}; a login (docker login HOST) raises the limit on most registries.`,
      ];
      await check(tooMany(), message('Try again later'));
      await check(tooMany('30'), message('It can be asked again in 30 s'));
      await check(tooMany('5400'), message('It can be asked again in 90 min'));
      await check(tooMany('21500'), message('It can be asked again in 6 hours'));
      await check(tooMany('300000'), message('It can be asked again in 4 days'));
      await check(tooMany('99999999'), message('It can be asked again in more than a week'));
      await check(
        tooMany('Sat, 21 Nov 2126 07:28:00 GMT'),
        message('It can be asked again in more than a week'),
      );
      await check(
        tooMany('Sat, 21 Nov 2026 07:28:00 GMT'),
        message('It can be asked again after Sat, 21 Nov 2026 07:28:00 GMT'),
      );
      for (const odd of ['soon', '-5', '1.5', '99999999999', '2030-01-01', 'Sunday', '']) {
        await check(tooMany(odd), message('Try again later'));
      }
    });

    it('500, twice', async () => {
      const twice = { requests: 2 };
      await check(
        answer(500, 'database is locked\nat line 3'),
        [
          'failed',
          'HOST has a problem of its own: HTTP status 500 (“database is locked”). Try again later.',
        ],
        twice,
      );
      await check(
        answer(502, '<html>Bad Gateway</html>'),
        ['failed', 'HOST has a problem of its own: HTTP status 502. Try again later.'],
        twice,
      );
      await check(answer(503, '', { 'retry-after': '60' }), [
        'failed',
        'HOST has a problem of its own: HTTP status 503. Try again later.',
      ]);
    });

    it('500, once: then it is asked again', async () => {
      for (const status of [500, 502, 503, 504]) {
        const shelf = createShelf();
        putImage(shelf, '1.0', { os: 'linux', architecture: 'amd64' });
        const serve = serveShelf(shelf);
        let first = true;
        const server = await test.serve((request, response) => {
          if (first) answer(status, '')(request, response);
          else serve(request, response);
          first = false;
        });
        await resolveKnown(test.client(), `${server.host}/app:1.0`);
      }
    });

    it('other answers', async () => {
      await check(answer(204, ''), [
        'failed',
        'HOST gave an unexpected answer: HTTP status 204. Check that it is a container registry.',
      ]);
      await check(answer(418, 'x'.repeat(1_000_000)), [
        'failed',
        `HOST gave an unexpected answer: HTTP status 418 (“${'x'.repeat(199)}…”). Check that it is a container registry.`,
      ]);
      await check(answer(407, ''), [
        'unreachable',
        'The proxy in front of HOST wants a login. Put it into the address in HTTP_PROXY.',
      ]);
    });
  });

  describe('redirects:', () => {
    const to =
      (location: string): Handler =>
      (_, response) => {
        response.writeHead(307, { location }).end();
      };

    it('without end', () =>
      check(
        (request, response) => {
          to(`${request.url ?? ''}x`)(request, response);
        },
        [
          'failed',
          'HOST redirects without end (more than 10 times). The registry, or the proxy in front of it, is set up wrongly.',
        ],
        { requests: 11 },
      ));

    it('to plain http elsewhere', () =>
      check(to('http://registry.invalid/v2/'), [
        'failed',
        'HOST redirects to registry.invalid, which was not followed, because that would not be encrypted. If you trust it, add it to multiarch.registry.insecure in the editor, and for the command line to insecure-registries of the Docker engine.',
      ]));

    it('to plain http on an address that no registry has', () =>
      check(to('http://169.254.169.254/latest/meta-data/'), [
        'failed',
        'HOST redirects to 169.254.169.254, which was not followed, because that would not be encrypted.',
      ]));

    it('from https to plain http', async () => {
      const { origin } = await test.serve(to('http://127.0.0.1:1/'), { tls: true });
      await checkMirror(
        origin,
        'HOST redirects to 127.0.0.1:1, which was not followed, because that would not be encrypted. If you trust it, add it to multiarch.registry.insecure in the editor, and for the command line to insecure-registries of the Docker engine.',
        { network: testNetwork },
      );
    });

    it('to what is no web address', async () => {
      const message: [UnknownCode, string] = [
        'malformed',
        'HOST redirects to an address that is not one of http or https. The registry is set up wrongly.',
      ];
      await check(to('file:///etc/passwd'), message);
      await check(to('http://'), message);
    });
  });
});
