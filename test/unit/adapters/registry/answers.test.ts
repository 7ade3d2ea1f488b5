import assert from 'node:assert/strict';
import type { ImageFacts } from '../../../../src/core/facts.ts';
import { createShelf, putImage, serveShelf, sha256 } from '../../../support/registry/images.ts';
import type { Handler } from '../../../support/registry/loopbackServer.ts';
import {
  resolveKnown,
  resolveUnknown,
  useRegistryTest,
} from '../../../support/registry/registryTest.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';
const descriptor = {
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  digest: sha256('x'),
  size: 1,
};

describe('odd answers that are right:', () => {
  const test = useRegistryTest();

  async function read(body: object, headers: Record<string, string>): Promise<ImageFacts> {
    const answer: Handler = (_, response) => {
      response.writeHead(200, headers).end(JSON.stringify(body));
    };
    const { host } = await test.serve(answer);
    const facts = await resolveKnown(test.client(), `${host}/app`);
    assert.equal(facts.digest, sha256(JSON.stringify(body)));
    return facts;
  }

  it('a media type with a character set, and no digest header', async () => {
    const { manifest } = await read(
      { schemaVersion: 2, manifests: [descriptor] },
      { 'content-type': `${indexType}; charset=utf-8` },
    );
    assert.equal(manifest.kind, 'index');
    assert.equal(manifest.mediaType, indexType);
  });

  it('no media type at all', async () => {
    const { manifest } = await read({ schemaVersion: 2, manifests: [descriptor] }, {});
    assert.equal(manifest.kind, 'index');
  });

  it('a media type that nobody knows', async () => {
    const { manifest } = await read(
      { schemaVersion: 2, manifests: [descriptor] },
      { 'content-type': 'application/vnd.example.unknown+json' },
    );
    assert.equal(manifest.kind, 'index');
  });

  it('schema 1', async () => {
    const { manifest } = await read(
      { schemaVersion: 1, architecture: 'amd64', fsLayers: [] },
      { 'content-type': 'application/vnd.docker.distribution.manifest.v1+prettyjws' },
    );
    assert.deepEqual(manifest, {
      kind: 'legacy',
      mediaType: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
      architecture: 'amd64',
    });
  });

  it('a digest of another algorithm', async () => {
    const body = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests: [] });
    // printf '%s' '{"schemaVersion":2,…,"manifests":[]}' | sha512sum
    const digest =
      'sha512:9aae944bbf9b4ac0e315830fe8c71f9cb51d9d9f40551cc110542f30eccc8d24d4a7dc45070ac288d5cbd766596fd852016cc45ac91a9ce61303c66197064913';
    const { host } = await test.serve((_, response) => {
      response.writeHead(200, { 'docker-content-digest': digest }).end(body);
    });
    assert.equal((await resolveKnown(test.client(), `${host}/app@${digest}`)).digest, digest);
    assert.equal((await resolveKnown(test.client(), `${host}/app:1`)).digest, digest);
  });

  it('a registry on the IPv6 loopback address', async () => {
    const shelf = createShelf();
    putImage(shelf, 'latest', { os: 'linux', architecture: 'arm', variant: 'v7' });
    const server = await test.serve(serveShelf(shelf), { address: '::1' });
    const facts = await resolveKnown(test.client(), `[::1]:${server.port}/app`);
    assert.deepEqual(facts.configPlatform, { os: 'linux', architecture: 'arm', variant: 'v7' });
  });

  it('a registry on only one of the addresses of localhost', async () => {
    const shelf = createShelf();
    putImage(shelf, 'latest', { os: 'linux', architecture: 'amd64' });
    const server = await test.serve(serveShelf(shelf));
    await resolveKnown(test.client(), `localhost:${server.port}/app`);
  });

  it('a repository with the longest name that there is', async () => {
    const shelf = createShelf();
    putImage(shelf, 'latest', { os: 'linux', architecture: 'amd64' });
    const server = await test.serve(serveShelf(shelf));
    const name = `${'a'.repeat(127)}/${'b'.repeat(127)}`;
    await resolveKnown(test.client(), `${server.host}/${name}`);
    assert.equal(server.seen[0]?.url, `/v2/${name}/manifests/latest`);
    const { message } = await resolveUnknown(test.client(), `${server.host}/${name}b`);
    assert.match(message, /must not be more than 255 characters/);
  });

  it('as many entries as fit, quickly', async () => {
    const manifests = Array.from({ length: 25_000 }, () => descriptor);
    const { manifest } = await read({ schemaVersion: 2, manifests }, {});
    assert(manifest.kind === 'index');
    assert.equal(manifest.manifests.length, 25_000);
  });

  it('100,000 entries that say nothing are refused, quickly', async () => {
    const manifests = Array.from({ length: 100_000 }, () => ({}));
    const { host } = await test.serve((_, response) => {
      response.end(JSON.stringify({ schemaVersion: 2, manifests }));
    });
    const reason = await resolveUnknown(test.client(), `${host}/app`);
    assert.equal(reason.code, 'malformed');
    assert.equal(
      reason.message.replace(host, 'HOST'),
      'The manifest from HOST cannot be used: malformed manifest: "digest" of a descriptor: invalid checksum digest format.',
    );
  });
});
