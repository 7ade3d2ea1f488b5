import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ChosenCredential } from '../../../../src/adapters/registry/credentials.ts';
import { createShelf, putImage, sendError, serveShelf } from '../../../support/registry/images.ts';
import type { LoopbackServer } from '../../../support/registry/loopbackServer.ts';
import {
  resolveKnown,
  resolveUnknown,
  useRegistryTest,
} from '../../../support/registry/registryTest.ts';

const mary = { username: 'mary', password: 's3cret', source: 'auths' } as const;
const identity = { identitytoken: 'id-s3cret', source: 'credsStore' } as const;

/** How a token was asked for: the fields of the form or of the query. */
interface Asked {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly fields: Readonly<Record<string, string>>;
}

/** What docker does with refresh tokens, identity tokens, and scopes that were not enough. */
describe('tokens for logins', () => {
  const test = useRegistryTest();
  const shelf = createShelf();
  putImage(shelf, 'latest', { os: 'linux', architecture: 'amd64' });
  putImage(shelf, 'other', { os: 'linux', architecture: 'arm64' });
  const serve = serveShelf(shelf);

  /** A registry that wants tokens, and what its token server was asked. */
  async function guarded(
    token: (asked: Asked, response: ServerResponse) => void,
    isAccepted: (authorization: string) => boolean = (text) => text === 'Bearer t0ken',
    scopeNow: () => string = () => '',
  ): Promise<{ server: LoopbackServer; asked: Asked[] }> {
    const asked: Asked[] = [];
    const server = await test.serve((request, response) => {
      const { url = '', headers } = request;
      const { authorization = '', host = '' } = headers;
      if (url.startsWith('/token')) {
        void fieldsOf(request).then((fields) => {
          const { method = '' } = request;
          const now = { method, authorization: headers.authorization, fields };
          asked.push(now);
          token(now, response);
        });
      } else if (isAccepted(authorization)) serve(request, response);
      else {
        const scope = scopeNow();
        const error = authorization === '' ? '' : ',error="insufficient_scope"';
        response.setHeader(
          'www-authenticate',
          `Bearer realm="http://${host}/token",service="registry"${scope && `,scope="${scope}"`}${error}`,
        );
        sendError(response, 401, 'UNAUTHORIZED', 'authentication required');
      }
    });
    return { server, asked };
  }

  const client = (credential: ChosenCredential, now?: () => number) =>
    test.client({
      findCredential: () => Promise.resolve({ credential, version: 1 }),
      cache: { tagLife: 0 },
      ...(now && { now }),
    });

  it('are asked for without a refresh token, and one that comes is not used', async () => {
    const { server, asked } = await guarded((_, response) =>
      response.end('{"access_token":"t0ken","refresh_token":"r3fresh"}'),
    );
    const reader = client(mary);
    await resolveKnown(reader, `${server.host}/one`);
    await resolveKnown(reader, `${server.host}/two`);
    assert.deepEqual(
      asked.map(({ fields }) => fields),
      ['one', 'two'].map((name) => ({
        client_id: 'multiarch',
        scope: `repository:${name}:pull`,
        service: 'registry',
        grant_type: 'password',
        username: 'mary',
        password: 's3cret',
      })),
    );
  });

  it('are got with the identity token that docker keeps, each time the same', async () => {
    const { server, asked } = await guarded((_, response) =>
      response.end('{"access_token":"t0ken","refresh_token":"another"}'),
    );
    const reader = client(identity);
    await resolveKnown(reader, `${server.host}/one`);
    await resolveKnown(reader, `${server.host}/two`);
    assert.deepEqual(
      asked.map(({ fields }) => [fields['grant_type'], fields['refresh_token'], fields['scope']]),
      [
        ['refresh_token', 'id-s3cret', 'repository:one:pull'],
        ['refresh_token', 'id-s3cret', 'repository:two:pull'],
      ],
    );
  });

  it('are not asked for offline by GET either', async () => {
    const { server, asked } = await guarded(({ method }, response) => {
      response.statusCode = method === 'POST' ? 404 : 200;
      response.end('{"token":"t0ken","refresh_token":"r3fresh"}');
    });
    await resolveKnown(client(mary), `${server.host}/one`);
    assert.deepEqual(asked[1]?.fields, { service: 'registry', scope: 'repository:one:pull' });
  });

  it('are not asked for by GET with an identity token that a server without POST cannot know', async () => {
    const { server, asked } = await guarded((_, response) => {
      response.statusCode = 405;
      response.end();
    });
    const reason = await resolveUnknown(client(identity), `${server.host}/one`);
    assert.match(reason.message, /HTTP status 405/);
    assert.deepEqual(
      asked.map(({ method }) => method),
      ['POST'],
    );
  });

  it('are the access token where there are two, and not an empty one', async () => {
    for (const body of [
      '{"token":"other","access_token":"t0ken"}',
      '{"token":"t0ken","access_token":""}',
      '{"token":"","access_token":"t0ken"}',
    ]) {
      const { server } = await guarded((_, response) => response.end(body));
      await resolveKnown(client({}), `${server.host}/one`);
    }
  });

  describe('live from when they were issued', () => {
    const begin = Date.parse('2026-11-01T10:00:00Z');
    const check = (issued: string, seconds: number) => {
      it(`${issued}: ${seconds} s`, async () => {
        const body = { token: 't0ken', expires_in: 100, issued_at: issued };
        const { server, asked } = await guarded((_, response) =>
          response.end(JSON.stringify(body)),
        );
        let now = begin;
        const reader = client({}, () => now);
        await resolveKnown(reader, `${server.host}/one`);
        now = begin + seconds * 1000 - 1;
        await resolveKnown(reader, `${server.host}/one`);
        assert.equal(asked.length, 1);
        now = begin + seconds * 1000;
        await resolveKnown(reader, `${server.host}/one`);
        assert.equal(asked.length, 2);
      });
    };
    check('2026-11-01T10:00:00Z', 90);
    check('2026-11-01T09:59:30Z', 60);
    check('2026-11-01T09:00:00Z', 90);
    check('2026-11-01T11:00:00Z', 90);
    check('yesterday', 90);
  });

  it('that were not enough are followed by one for all that was wanted so far', async () => {
    const wanted = { scope: 'repository:base:pull', token: 't1' };
    const { server, asked } = await guarded(
      (_, response) => response.end(`{"token":"t${asked.length}"}`),
      (text) => text === `Bearer ${wanted.token}`,
      () => wanted.scope,
    );
    const reader = client({});
    await resolveKnown(reader, `${server.host}/one`);
    Object.assign(wanted, { scope: 'repository:one:pull,push', token: 't2' });
    await resolveKnown(reader, `${server.host}/one:other`);
    assert.deepEqual(
      asked.map(({ fields }) => fields['scope']),
      ['repository:base:pull repository:one:pull', 'repository:base:pull repository:one:pull,push'],
    );
  });
});

/** Several fields of one name are one text, with blanks between. */
async function fieldsOf(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const query = new URL(request.url ?? '', 'http://server').searchParams;
  const form = new URLSearchParams(Buffer.concat(chunks).toString());
  const fields: Record<string, string> = {};
  for (const [name, value] of [...query, ...form]) {
    fields[name] = name in fields ? `${fields[name] ?? ''} ${value}` : value;
  }
  return fields;
}
