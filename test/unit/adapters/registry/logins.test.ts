import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import type { ChosenCredential } from '../../../../src/adapters/registry/credentials.ts';
import type { FindCredential } from '../../../../src/adapters/registry/credentialSource.ts';
import { createShelf, putImage, sendError, serveShelf } from '../../../support/registry/images.ts';
import type { Handler } from '../../../support/registry/loopbackServer.ts';
import {
  resolveKnown,
  resolveUnknown,
  useRegistryTest,
} from '../../../support/registry/registryTest.ts';

const basic = `Basic ${Buffer.from('mary:s3cret').toString('base64')}`;
const mary = { username: 'mary', password: 's3cret', source: 'auths' } as const;
const identity = { identitytoken: 'id-s3cret', source: 'credsStore' } as const;

/** Always the same credential, for every host. */
function always(credential: ChosenCredential): FindCredential {
  return () => Promise.resolve({ credential, version: 1 });
}

/** The body of a request, as the fields of a form. */
async function formOf(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
}

describe('logins', () => {
  const test = useRegistryTest();
  const shelf = createShelf();
  putImage(shelf, 'latest', { os: 'linux', architecture: 'amd64' });
  putImage(shelf, 'other', { os: 'linux', architecture: 'arm64' });
  const serve = serveShelf(shelf);

  /** Serves images to who shows `accepted`; says where tokens are to all others. */
  function guarded(token: Handler, accepted = 'Bearer t0ken'): Handler {
    return (request, response) => {
      const { url = '', headers } = request;
      if (url.startsWith('/token')) token(request, response);
      else if (headers.authorization === accepted) serve(request, response);
      else {
        const realm = `http://${headers.host ?? ''}/token`;
        response.setHeader('www-authenticate', `Bearer realm="${realm}",service="the service"`);
        sendError(response, 401, 'UNAUTHORIZED', 'authentication required');
      }
    };
  }

  /** Serves images to who shows name and password. */
  const locked: Handler = (request, response) => {
    if (request.headers.authorization === basic) serve(request, response);
    else {
      response.setHeader('www-authenticate', 'Basic realm="private"');
      sendError(response, 401, 'UNAUTHORIZED', 'authentication required');
    }
  };

  describe('get a token by POST', () => {
    const check = (credential: ChosenCredential, expected: Record<string, string>) => {
      it(`as ${expected['grant_type'] ?? ''}`, async () => {
        let form: Record<string, string> = {};
        const server = await test.serve(
          guarded((request, response) => {
            void formOf(request).then((fields) => {
              form = fields;
              response.end('{"access_token":"t0ken"}');
            });
          }),
        );
        const client = test.client({ findCredential: always(credential) });
        const facts = await resolveKnown(client, `${server.host}/team/app`);
        assert.deepEqual(form, {
          client_id: 'multiarch',
          service: 'the service',
          scope: 'repository:team/app:pull',
          ...expected,
        });
        assert.equal(facts.source.credential, credential.source);
        assert.equal(client.requestCount, 4);
      });
    };
    check(mary, { grant_type: 'password', username: 'mary', password: 's3cret' });
    check(identity, { grant_type: 'refresh_token', refresh_token: 'id-s3cret' });
  });

  describe('get a token by GET where POST is not known:', () => {
    const check = (status: number, credential: ChosenCredential, header: string) => {
      it(`HTTP status ${status} for ${credential.username ?? 'an identity token'}`, async () => {
        const server = await test.serve(
          guarded((request, response) => {
            response.statusCode = request.method === 'POST' ? status : 200;
            response.setHeader('location', '/elsewhere');
            response.end('{"token":"t0ken"}');
          }),
        );
        const client = test.client({ findCredential: always(credential) });
        await resolveKnown(client, `${server.host}/app`);
        const [, post, get] = server.seen;
        assert.deepEqual([post?.method, post?.authorization], ['POST', undefined]);
        assert.deepEqual([get?.method, get?.authorization], ['GET', header]);
      });
    };
    for (const status of [307, 400, 401, 404, 405]) check(status, mary, basic);
    check(404, identity, `Basic ${Buffer.from(':id-s3cret').toString('base64')}`);
  });

  it('are a token themselves', async () => {
    const server = await test.serve(guarded(serve, 'Bearer registry-t0ken'));
    const credential = { registrytoken: 'registry-t0ken', source: 'auths' } as const;
    const client = test.client({ findCredential: always(credential) });
    const facts = await resolveKnown(client, `${server.host}/app`);
    assert.equal(facts.source.credential, 'auths');
    assert.equal(client.requestCount, 3);
  });

  it('are shown themselves where the registry wants that, from then on at once', async () => {
    const server = await test.serve(locked);
    const client = test.client({ findCredential: always(mary) });
    const facts = await resolveKnown(client, `${server.host}/app`);
    assert.deepEqual(facts.source, { registry: server.host, credential: 'auths' });
    assert.equal(client.requestCount, 3);
    await resolveKnown(client, `${server.host}/team/two:other`);
    assert.equal(client.requestCount, 5);
  });

  it('are not looked for where nobody asks for one', async () => {
    const server = await test.serve(serve);
    const findCredential = () => Promise.reject(new Error('looked for'));
    const facts = await resolveKnown(test.client({ findCredential }), `${server.host}/app`);
    assert.deepEqual(facts.source, { registry: server.host });
  });

  it('are looked for anew after another docker login', async () => {
    const server = await test.serve(locked);
    let found = { credential: { ...mary, password: 'wrong' }, version: 1 };
    const client = test.client({ findCredential: () => Promise.resolve(found) });
    await resolveUnknown(client, `${server.host}/app`);
    found = { credential: mary, version: 2 };
    await resolveKnown(client, `${server.host}/app`, { purpose: 'asked' });
  });

  it('make tokens of their own', async () => {
    const server = await test.serve(
      guarded((request, response) => {
        void formOf(request).then(({ password }) => {
          response.end(`{"token":"${password === 's3cret' ? 't0ken' : 'nobody'}"}`);
        });
      }),
    );
    let found: ReturnType<FindCredential> = Promise.resolve({ credential: {}, version: 0 });
    const client = test.client({ findCredential: () => found });
    await resolveUnknown(client, `${server.host}/app`);
    found = Promise.resolve({ credential: mary, version: 1 });
    await resolveKnown(client, `${server.host}/app`, { purpose: 'asked' });
  });

  describe('stay where they belong:', () => {
    it('not sent to where a registry redirects', async () => {
      const asked: string[] = [];
      const findCredential: FindCredential = (host) => {
        asked.push(host);
        return Promise.resolve({ credential: mary, version: 1 });
      };
      const other = await test.serve(locked);
      const front = await test.serve(({ url = '' }, response) => {
        response.writeHead(307, { location: other.origin + url }).end();
      });
      const reason = await resolveUnknown(test.client({ findCredential }), `${front.host}/app`);
      assert.equal(reason.code, 'denied');
      assert.deepEqual(asked, []);
      assert(other.seen.every(({ authorization }) => authorization === undefined));
    });

    it('not sent to where a token server redirects', async () => {
      const other = await test.serve((_, response) => response.end('{"token":"t0ken"}'));
      const server = await test.serve(
        guarded((_, response) => {
          response.writeHead(307, { location: `${other.origin}/token` }).end();
        }),
      );
      await resolveKnown(test.client({ findCredential: always(mary) }), `${server.host}/app`);
      assert.deepEqual(
        other.seen.map(({ method, authorization }) => [method, authorization]),
        [['GET', undefined]],
      );
    });

    it('of a mirror are those of its own host', async () => {
      const mirror = await test.serve(locked);
      const asked: string[] = [];
      const findCredential: FindCredential = (host) => {
        asked.push(host);
        return Promise.resolve({ credential: mary, version: 1 });
      };
      const client = test.client({
        findCredential,
        engine: { mirrors: [mirror.origin], insecure: [] },
      });
      const { source } = await resolveKnown(client, 'team/app');
      assert.deepEqual(source, { registry: 'docker.io', mirror: mirror.host, credential: 'auths' });
      assert(asked.every((host) => host === mirror.host));
    });
  });

  describe('that do not help:', () => {
    async function check(
      handler: Handler,
      found: Awaited<ReturnType<FindCredential>>,
      message: string,
    ): Promise<void> {
      const server = await test.serve(handler);
      const client = test.client({ findCredential: () => Promise.resolve(found) });
      const reason = await resolveUnknown(client, `${server.host}/team/app`);
      assert.equal(reason.code, 'denied');
      assert.equal(reason.message.replaceAll(server.host, 'HOST'), message);
    }
    const refuse =
      (status: number, body = '{"details":"incorrect username or password"}'): Handler =>
      (_, response) => {
        response.statusCode = status;
        response.end(body);
      };
    const wrong = { credential: { ...mary, password: 'wr0ng' }, version: 1 };

    it('the token server rejects them', () =>
      check(
        guarded(refuse(401)),
        wrong,
        'HOST rejects the login that docker has for it, from auths (“incorrect username or password”). Run docker login HOST again, or docker logout HOST to go without.',
      ));

    it('the registry rejects them', () =>
      check(
        locked,
        wrong,
        'HOST rejects the login that docker has for it, from auths (“authentication required”). Run docker login HOST again, or docker logout HOST to go without.',
      ));

    it('they are not enough for a token', () =>
      check(
        guarded(refuse(403, '{"errors":[{"code":"DENIED","message":"not a member"}]}')),
        { credential: mary, version: 1 },
        'HOST does not let team/app be read with the login from auths (“not a member”). The repository does not exist, or that login may not read it: check the name, or run docker login HOST as someone who may.',
      ));

    it('they are not enough for the image', () =>
      check(
        guarded((_, response) => response.end('{"token":"too-little"}')),
        { credential: mary, version: 1 },
        'HOST does not let team/app be read with the login from auths (“authentication required”). The repository does not exist, or that login may not read it: check the name, or run docker login HOST as someone who may.',
      ));

    it('their helper fails', () =>
      check(
        guarded(refuse(401, '')),
        { credential: {}, version: 0, problem: 'exit status 1, out: `locked`' },
        'HOST does not let team/app be read without login. The repository does not exist, or is private: check the name, or run docker login HOST. Docker has no login for it now: exit status 1, out: `locked`.',
      ));

    it('the answer repeats them', async () => {
      const echo = (secret: string) => refuse(401, `{"message":"no such login: ${secret}"}`);
      const message =
        'HOST rejects the login that docker has for it, from auths. Run docker login HOST again, or docker logout HOST to go without.';
      await check(guarded(echo('wr0ng')), wrong, message);
      const server = await test.serve((request, response) => {
        response.setHeader('www-authenticate', 'Basic realm="private"');
        const shown = request.headers.authorization === basic ? 's3cret' : '';
        sendError(response, shown ? 403 : 401, 'DENIED', `no ${shown}`);
      });
      const client = test.client({ findCredential: always(mary) });
      const reason = await resolveUnknown(client, `${server.host}/app`);
      assert.equal(
        reason.message.replaceAll(server.host, 'HOST'),
        'HOST forbids reading app with the login from auths. Check the name, or ask its owner for access.',
      );
    });
  });
});
