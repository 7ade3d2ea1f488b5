import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createShelf, putImage, sendError, serveShelf } from '../../../support/registry/images.ts';
import {
  testNetwork,
  type Handler,
  type LoopbackServer,
  type ServerOptions,
} from '../../../support/registry/loopbackServer.ts';
import {
  resolveKnown,
  resolveUnknown,
  useRegistryTest,
} from '../../../support/registry/registryTest.ts';

describe('tokens', () => {
  const test = useRegistryTest();
  const shelf = createShelf();
  putImage(shelf, 'latest', { os: 'linux', architecture: 'amd64' });
  putImage(shelf, 'other', { os: 'linux', architecture: 'arm64' });

  /** Serves images to who has the token that `/token` gives. */
  function guarded(
    token: (request: IncomingMessage, response: ServerResponse) => void,
    { accepted, realm }: { accepted?: () => string; realm?: string } = {},
  ): Handler {
    const serve = serveShelf(shelf);
    return (request, response) => {
      const { url = '', headers } = request;
      if (url.startsWith('/token')) token(request, response);
      else if (headers.authorization === (accepted?.() ?? 'Bearer t0ken')) serve(request, response);
      else {
        const where = realm ?? `http://${headers.host ?? ''}/token`;
        response.setHeader('www-authenticate', `Bearer realm="${where}",service="the service"`);
        sendError(response, 401, 'UNAUTHORIZED', 'authentication required');
      }
    };
  }

  const giveToken: Handler = (_, response) => response.end('{"token":"t0ken"}');

  const urls = (server: LoopbackServer): string[] => server.seen.map(({ url }) => url);

  it('are asked for as the challenge says, and used for the repository', async () => {
    const server = await test.serve(guarded(giveToken));
    const client = test.client();
    await resolveKnown(client, `${server.host}/team/app`);
    assert.deepEqual(urls(server).slice(0, 3), [
      '/v2/team/app/manifests/latest',
      '/token?service=the+service&scope=repository%3Ateam%2Fapp%3Apull',
      '/v2/team/app/manifests/latest',
    ]);
    assert.equal(server.seen[1]?.authorization, undefined);
    assert.equal(client.requestCount, 4);
    await resolveKnown(client, `${server.host}/team/app:other`);
    assert.equal(client.requestCount, 6, 'the token is kept');
  });

  it('are asked for at once where the registry has wanted one before', async () => {
    const server = await test.serve(guarded(giveToken));
    const client = test.client();
    await resolveKnown(client, `${server.host}/one`);
    server.seen.length = 0;
    await resolveKnown(client, `${server.host}/two`);
    assert.deepEqual(urls(server), [
      '/token?service=the+service&scope=repository%3Atwo%3Apull',
      '/v2/two/manifests/latest',
    ]);
  });

  it('are shared by those who want the same at the same time', async () => {
    const server = await test.serve(guarded(giveToken));
    const client = test.client();
    await Promise.all([
      resolveKnown(client, `${server.host}/app:latest`),
      resolveKnown(client, `${server.host}/app:other`),
    ]);
    assert.equal(urls(server).filter((url) => url.startsWith('/token')).length, 1);
  });

  it('are renewed before they end: after 60 s, or as the server says', async () => {
    const lives = [
      { answer: '{"token":"t0ken"}', life: 54_000 },
      { answer: '{"access_token":"t0ken","expires_in":300}', life: 270_000 },
      { answer: '{"token":"t0ken","expires_in":null}', life: 54_000 },
      { answer: '{"token":"t0ken","expires_in":-5}', life: 54_000 },
    ];
    for (const { answer, life } of lives) {
      const server = await test.serve(guarded((_, response) => response.end(answer)));
      let now = 0;
      const client = test.client({ now: () => now, cache: { tagLife: 0 } });
      const tokens = () => urls(server).filter((url) => url.startsWith('/token')).length;
      await resolveKnown(client, `${server.host}/app`);
      now = life - 1;
      await resolveKnown(client, `${server.host}/app`);
      assert.equal(tokens(), 1, answer);
      now = life;
      await resolveKnown(client, `${server.host}/app`);
      assert.equal(tokens(), 2, answer);
    }
  });

  it('are replaced when the registry does not take them any more', async () => {
    let current = 1;
    const server = await test.serve(
      guarded((_, response) => response.end(`{"token":"t${current}"}`), {
        accepted: () => `Bearer t${current}`,
      }),
    );
    const client = test.client();
    await resolveKnown(client, `${server.host}/app`);
    current = 2;
    await resolveKnown(client, `${server.host}/app:other`);
  });

  it('are not sent to where the registry redirects', async () => {
    const storage = await test.serve(serveShelf(shelf));
    const answer = guarded(giveToken);
    const server = await test.serve((request, response) => {
      const { url = '', headers } = request;
      if (url.includes('/blobs/') && headers.authorization === 'Bearer t0ken') {
        response.writeHead(307, { location: storage.origin + url }).end();
      } else answer(request, response);
    });
    await resolveKnown(test.client(), `${server.host}/app`);
    assert.equal(server.seen.at(-1)?.authorization, 'Bearer t0ken');
    assert.deepEqual(
      storage.seen.map(({ authorization }) => authorization),
      [undefined],
    );
  });

  it('are got from the registry that another one redirects to', async () => {
    const real = await test.serve(guarded(giveToken));
    const front = await test.serve(({ url = '' }, response) => {
      response.writeHead(307, { location: real.origin + url }).end();
    });
    await resolveKnown(test.client(), `${front.host}/team/app`);
    assert(front.seen.every(({ authorization }) => authorization === undefined));
  });

  describe('that cannot be had:', () => {
    async function check(handler: Handler, code: string, message: RegExp): Promise<void> {
      const server = await test.serve(handler);
      const reason = await resolveUnknown(test.client(), `${server.host}/team/app`);
      assert.equal(reason.code, code);
      assert.match(reason.message, message);
    }

    it('the server gives none without login', async () => {
      for (const status of [400, 401, 403, 404]) {
        await check(
          guarded((_, response) => {
            response.statusCode = status;
            response.end('{"details":"incorrect username or password"}');
          }),
          'denied',
          /does not let team\/app be read without login \(“incorrect username or password”\)/,
        );
      }
    });

    it('the server has its own trouble', async () => {
      const answer = (status: number) =>
        guarded((_, response) => {
          response.statusCode = status;
          response.end();
        });
      await check(answer(429), 'rate-limited', /too many requests/);
      await check(answer(503), 'failed', /HTTP status 503/);
    });

    it('the answer is none', async () => {
      const bodies = ['', '[]', '{}', '{"token":""}', '{"token":"a\\r\\nHost: b"}', '{"token":5}'];
      for (const body of bodies) {
        await check(
          guarded((_, response) => response.end(body)),
          'malformed',
          body === '' ? /The token from .* is not JSON/ : /The token from .* cannot be used/,
        );
      }
    });

    it('the registry does not say where', async () => {
      for (const realm of ['nowhere', 'file:///etc/passwd', 'http://']) {
        await check(guarded(giveToken, { realm }), 'malformed', /does not say where to get it/);
      }
    });

    it('the token server is not encrypted', async () => {
      const realm = 'http://auth.invalid/token';
      await check(
        guarded(giveToken, { realm }),
        'failed',
        /sends logins to auth\.invalid without encryption, which was not followed/,
      );
      const secure: ServerOptions = { tls: true };
      const tokens = await test.serve(giveToken);
      const server = await test.serve(
        guarded(giveToken, { realm: `${tokens.origin}/token` }),
        secure,
      );
      const registry = await test.serve(serveShelf(createShelf()));
      const client = test.client({
        mirrors: { [registry.host]: [server.origin] },
        network: testNetwork,
      });
      const { message } = await resolveUnknown(client, `${registry.host}/app`);
      assert.match(message, /sends logins to 127\.0\.0\.1:\d+ without encryption/);
      assert.deepEqual(tokens.seen, []);
    });
  });
});
