import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import type { Fact, ImageFacts } from '../../../../src/core/facts.ts';
import {
  createShelf,
  putImage,
  putManifest,
  sendError,
  serveShelf,
  type Shelf,
} from '../../../support/registry/images.ts';
import type { LoopbackServer } from '../../../support/registry/loopbackServer.ts';
import {
  resolveKnown,
  resolveUnknown,
  useRegistryTest,
} from '../../../support/registry/registryTest.ts';
import { useTemporaryFolder } from '../../../support/registry/temporaryFolder.ts';

const minute = 60_000;
const indexType = 'application/vnd.oci.image.index.v1+json';

describe('a client with a cache folder', () => {
  const test = useRegistryTest();
  const folder = useTemporaryFolder();
  let now = 0;
  let shelf: Shelf;
  let server: LoopbackServer;
  let reference = '';
  let digest = '';

  beforeEach(async () => {
    now = 1_000_000;
    shelf = createShelf();
    digest = putImage(shelf, 'tag', {
      os: 'linux',
      architecture: 'amd64',
      created: '2026-01-01T00:00:00Z',
    });
    server = await test.serve(serveShelf(shelf));
    reference = `${server.host}/team/app:tag`;
  });

  /** A program that starts now. */
  const start = () => test.client({ cacheFolder: folder.path, now: () => now });

  /** What a program reads that then ends. */
  async function see(image = reference): Promise<Fact<ImageFacts>> {
    const client = start();
    const fact = await client.resolve(image);
    await client.settled();
    return fact;
  }

  const asOf = (fact: Fact<unknown>): number | undefined => (fact.known ? fact.asOf : undefined);

  it('asks nothing for what another program has seen a moment ago', async () => {
    const seen = await see();
    now += minute;
    const client = start();
    assert.deepEqual(await client.resolve(reference), seen);
    assert.equal(client.requestCount, 0);
  });

  it('asks only whether a tag is still the same when that is long ago', async () => {
    const before = await see();
    assert(before.known);
    now += 10 * minute;
    server.seen.length = 0;
    const client = start();
    const after = await client.resolve(reference);
    assert.deepEqual(after, { ...before, asOf: now });
    assert.deepEqual(
      server.seen.map(({ method, url }) => `${method} ${url}`),
      ['HEAD /v2/team/app/manifests/tag'],
    );
  });

  it('asks whether a tag is still the same when a person wants to know', async () => {
    await see();
    const client = start();
    const moved = putImage(shelf, 'tag', { os: 'linux', architecture: 'arm64' });
    const asked = { purpose: 'asked' } as const;
    assert.equal((await resolveKnown(client, reference, asked)).digest, moved);
    const back = putImage(shelf, 'tag', { os: 'linux', architecture: 's390x' });
    assert.equal((await resolveKnown(client, reference, asked)).digest, back);
    assert.equal((await resolveKnown(client, reference)).digest, back);
  });

  it('does not believe what a mirror said that is not configured any more', async () => {
    const image = 'registry.invalid/team/app:tag';
    const asked = { purpose: 'asked' } as const;
    const mirrors = { 'registry.invalid': [server.origin] };
    const mirrored = test.client({ cacheFolder: folder.path, now: () => now, mirrors });
    assert((await mirrored.resolve(image, asked)).known);
    await mirrored.settled();
    assert.equal((await start().resolve(image, asked)).known, false);
    await server.close();
    const again = test.client({ cacheFolder: folder.path, now: () => now, mirrors });
    assert((await again.resolve(image, asked)).known);
  });

  it('reads what a tag names now when it has moved', async () => {
    await see();
    now += 10 * minute;
    const moved = putImage(shelf, 'tag', { os: 'linux', architecture: 'arm64' });
    assert.equal((await resolveKnown(start(), reference)).digest, moved);
  });

  for (const [what, years] of [
    ['a clock that was ten years ahead', 10],
    ['a clock that was ten years behind', -10],
  ] as const) {
    const shift = years * 365 * 24 * 60 * minute;

    it(`does not believe for ever what was seen by ${what}`, async () => {
      now += shift;
      await see();
      now -= shift;
      const moved = putImage(shelf, 'tag', { os: 'linux', architecture: 'arm64' });
      const client = start();
      assert.equal((await resolveKnown(client, reference)).digest, moved);
      await client.settled();
      const other = start();
      assert.equal((await resolveKnown(other, reference)).digest, moved);
      assert.equal(other.requestCount, 0, 'from now on the right time is kept');
    });

    it(`asks again for a failure that was seen by ${what}`, async () => {
      const client = start();
      now += shift;
      const image = `${server.host}/team/app:later`;
      assert.equal((await resolveUnknown(client, image)).code, 'not-found');
      now -= shift;
      putImage(shelf, 'later', { os: 'linux', architecture: 'arm64' });
      await resolveKnown(client, image);
    });
  }

  it('never asks again for a digest', async () => {
    await see(`${server.host}/team/app@${digest}`);
    now += 365 * 24 * 60 * minute;
    const client = start();
    await resolveKnown(client, `${server.host}/team/app@${digest}`);
    assert.equal(client.requestCount, 0);
    await resolveKnown(client, `${server.host}/team/other@${digest}`);
    assert.equal(client.requestCount, 1, 'another repository may not have it');
  });

  it('says what it has seen, and when, while the registry cannot be reached', async () => {
    const seen = await see();
    now += 24 * 60 * minute;
    await server.close();
    const client = start();
    const offline = await client.resolve(reference);
    assert(offline.known);
    assert.equal(offline.remembered?.code, 'unreachable');
    const remembered = { ...seen, remembered: offline.remembered };
    assert.deepEqual(offline, remembered);
    assert.equal(asOf(offline), 1_000_000);
    assert.deepEqual(await client.resolve(reference), remembered);
    assert.deepEqual(await client.resolve(reference, { purpose: 'asked' }), remembered);
    assert.equal(client.requestCount, 2, 'once in the background, once when asked');
    const unseen = await resolveUnknown(client, `${server.host}/team/app:other`);
    assert.equal(unseen.code, 'unreachable');
  });

  it('believes a registry that says no', async () => {
    await see();
    now += 10 * minute;
    shelf.manifests.delete('tag');
    const client = start();
    assert.equal((await resolveUnknown(client, reference)).code, 'not-found');
    assert.equal((await resolveUnknown(client, reference)).code, 'not-found');
  });

  it('says what it has seen while the registry has had enough', async () => {
    let busy = false;
    const serve = serveShelf(shelf);
    const front = await test.serve((request, response) => {
      if (busy) sendError(response, 429, 'TOOMANYREQUESTS', 'slow down');
      else serve(request, response);
    });
    const image = `${front.host}/app:tag`;
    await see(image);
    now += 10 * minute;
    busy = true;
    assert.equal(asOf(await start().resolve(image)), 1_000_000);
  });

  it('keeps nothing of an answer that is not used', async () => {
    const { host } = await test.serve((_, response) => {
      response.writeHead(200, { 'content-type': indexType }).end('{"manifests":"none"}');
    });
    assert(!(await see(`${host}/app`)).known);
    assert(!(await see(`${host}/app:none`)).known);
    assert.deepEqual(await readdir(folder.path), []);
  });

  it('asks nobody and says nothing where that is not allowed', async () => {
    await see();
    const client = test.client({ cacheFolder: folder.path, trusted: () => false });
    assert.equal((await resolveUnknown(client, reference)).code, 'untrusted');
  });

  it('reads again what was only half kept', async () => {
    putManifest(shelf, 'index', {
      mediaType: indexType,
      body: JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests: [] }),
    });
    const index = `${server.host}/team/app:index`;
    await see(index);
    for (const name of await readdir(folder.path)) {
      if (name.startsWith('sha256-')) await rm(`${folder.path}/${name}`);
    }
    const client = start();
    await resolveKnown(client, index);
    assert.equal(client.requestCount, 1);
  });
});
