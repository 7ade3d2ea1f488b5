import assert from 'node:assert/strict';
import type { ImageFacts } from '../../../../src/core/facts.ts';
import {
  createShelf,
  putImage,
  putManifest,
  sendError,
  serveShelf,
  sha256,
  type Shelf,
} from '../../../support/registry/images.ts';
import {
  createSignal,
  resolveKnown,
  resolveUnknown,
  useRegistryTest,
} from '../../../support/registry/registryTest.ts';
import { readImageFixtures, type ImageFixture } from '../../../support/registry/vectors.ts';

/** What the tests read of a parsed index, as written. */
interface WrittenIndex {
  readonly manifests: { digest: string; platform?: { os: string; architecture: string } }[];
}

/** Puts an image of the fixtures on a shelf: its index or manifest, its children, their configs. */
function putFixture(shelf: Shelf, tag: string, fixture: ImageFixture): void {
  putManifest(shelf, tag, fixture);
  const all = [fixture, ...Object.values(fixture.children ?? {})];
  for (const { body, mediaType, config } of all) {
    shelf.manifests.set(sha256(body), { body, mediaType });
    if (config !== undefined) shelf.blobs.set(sha256(config), { body: config, mediaType: '*/*' });
  }
}

describe('createRegistryClient', () => {
  const test = useRegistryTest();

  for (const [name, fixture] of readImageFixtures()) {
    it(`reads ${name} as buildx has pushed it`, async () => {
      const shelf = createShelf();
      putFixture(shelf, 'tag', fixture);
      const server = await test.serve(serveShelf(shelf));
      const client = test.client();

      const facts = await resolveKnown(client, `${server.host}/team/app:tag`);
      assert.equal(facts.reference, `${server.host}/team/app:tag`);
      assert.equal(facts.digest, fixture.digest);
      assert.equal(facts.size, Buffer.byteLength(fixture.body));
      assert.equal(facts.manifest.mediaType, fixture.mediaType);
      assert.deepEqual(facts.source, { registry: server.host });
      if (facts.manifest.kind === 'index') {
        const written = JSON.parse(fixture.body) as WrittenIndex;
        assert.deepEqual(
          facts.manifest.manifests.map(({ digest, platform }) => [digest, platform?.architecture]),
          written.manifests.map(({ digest, platform }) => [digest, platform?.architecture]),
        );
        assert.equal(client.requestCount, 1, 'one request per index');
      } else {
        checkConfig(facts, fixture.config);
        assert.equal(client.requestCount, 2, 'manifest and config');
      }
    });

    it(`reads the images of ${name} by their digests`, async () => {
      const shelf = createShelf();
      putFixture(shelf, 'tag', fixture);
      const server = await test.serve(serveShelf(shelf));
      const client = test.client();
      for (const [digest, child] of Object.entries(fixture.children ?? {})) {
        const reference = `${server.host}/team/app@${digest}`;
        const facts = await resolveKnown(client, reference);
        assert.equal(facts.reference, reference);
        assert.equal(facts.digest, digest);
        const type = facts.manifest.kind === 'image' && facts.manifest.config.mediaType;
        if (type !== 'application/vnd.oci.empty.v1+json') checkConfig(facts, child.config);
        else assert.equal(facts.configPlatform, undefined);
      }
    });
  }

  function checkConfig(facts: ImageFacts, text: string | undefined): void {
    const config = JSON.parse(text ?? '') as Record<string, string>;
    assert.equal(facts.configPlatform?.os, config['os']);
    assert.equal(facts.configPlatform?.architecture, config['architecture']);
    assert.equal(facts.configPlatform?.variant, config['variant']);
    assert.equal(facts.created, config['created']);
  }

  it('asks with what containerd accepts, and once per reference while it is fresh', async () => {
    const shelf = createShelf();
    putImage(shelf, 'latest', { os: 'linux', architecture: 'amd64' });
    const server = await test.serve(serveShelf(shelf));
    let now = 1_000_000;
    const client = test.client({ now: () => now });

    const first = await client.resolve(`${server.host}/app`);
    assert(first.known);
    assert.equal(first.asOf, 1_000_000);
    assert.equal(first.value.reference, `${server.host}/app:latest`);
    assert.equal(
      server.seen[0]?.accept,
      'application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, */*',
    );
    assert.equal(client.requestCount, 2);

    now += 5 * 60_000 - 1;
    assert.deepEqual(await client.resolve(`${server.host}/app:latest`), first);
    assert.equal(client.requestCount, 2, 'a tag is believed for five minutes');

    now += 1;
    const again = await client.resolve(`${server.host}/app`);
    assert(again.known);
    assert.equal(again.asOf, now);
    assert.equal(client.requestCount, 3, 'the config of a known digest is not read again');

    now += 1e12;
    await resolveKnown(client, `${server.host}/app:old@${first.value.digest}`);
    assert.equal(client.requestCount, 3, 'a digest is believed for ever');
  });

  it('keeps its connection, also after an error', async () => {
    const shelf = createShelf();
    putImage(shelf, 'one', { os: 'linux', architecture: 'amd64' });
    putImage(shelf, 'two', { os: 'linux', architecture: 'arm64' });
    const server = await test.serve(serveShelf(shelf));
    const client = test.client();
    await resolveKnown(client, `${server.host}/app:one`);
    await resolveUnknown(client, `${server.host}/app:none`);
    await resolveKnown(client, `${server.host}/app:two`);
    assert.equal(server.connections, 1);
  });

  it('follows a tag that moves', async () => {
    const shelf = createShelf();
    putImage(shelf, 'tag', { os: 'linux', architecture: 'amd64' });
    const server = await test.serve(serveShelf(shelf));
    let now = 0;
    const client = test.client({ now: () => now });
    const before = await resolveKnown(client, `${server.host}/app:tag`);
    const digest = putImage(shelf, 'tag', { os: 'linux', architecture: 'arm64' });
    now += 5 * 60_000;
    const after = await resolveKnown(client, `${server.host}/app:tag`);
    assert.notEqual(before.digest, digest);
    assert.equal(after.digest, digest);
    assert.equal(after.configPlatform?.architecture, 'arm64');
  });

  it('tries a failure again after 30 s, or when the user asks', async () => {
    const shelf = createShelf();
    const server = await test.serve(serveShelf(shelf));
    let now = 0;
    const client = test.client({ now: () => now });
    const reference = `${server.host}/app:tag`;
    assert.equal((await resolveUnknown(client, reference)).code, 'not-found');
    assert.equal((await resolveUnknown(client, reference)).code, 'not-found');
    assert.equal(client.requestCount, 1);
    await resolveUnknown(client, reference, { purpose: 'asked' });
    assert.equal(client.requestCount, 2);
    now += 30_000;
    putImage(shelf, 'tag', { os: 'linux', architecture: 'amd64' });
    await resolveKnown(client, reference);
    assert.equal(client.requestCount, 4);
  });

  it('leaves a host alone for 30 s that has had enough, unless the user asks', async () => {
    const shelf = createShelf();
    putImage(shelf, 'one', { os: 'linux', architecture: 'amd64' });
    const serve = serveShelf(shelf);
    let patient = false;
    const server = await test.serve((request, response) => {
      if (patient) serve(request, response);
      else sendError(response, 429, 'TOOMANYREQUESTS', 'slow down');
    });
    let now = 0;
    const client = test.client({ now: () => now });
    assert.equal((await resolveUnknown(client, `${server.host}/app:one`)).code, 'rate-limited');
    assert.equal((await resolveUnknown(client, `${server.host}/app:two`)).code, 'rate-limited');
    assert.equal(client.requestCount, 1);
    now += 30_000;
    assert.equal((await resolveUnknown(client, `${server.host}/app:two`)).code, 'rate-limited');
    assert.equal(client.requestCount, 2);
    patient = true;
    await resolveKnown(client, `${server.host}/app:one`, { purpose: 'asked' });
    assert.equal((await resolveUnknown(client, `${server.host}/app:three`)).code, 'not-found');
  });

  it('leaves a host alone that gives no answer in time', async () => {
    const server = await test.serve(() => undefined);
    const client = test.client({ timeouts: { connect: 100, total: 100 } });
    assert.equal((await resolveUnknown(client, `${server.host}/app:one`)).code, 'timeout');
    assert.equal((await resolveUnknown(client, `${server.host}/app:two`)).code, 'timeout');
    assert.equal(client.requestCount, 1);
  });

  it('shares what is asked for at the same time', async () => {
    const shelf = createShelf();
    putImage(shelf, 'tag', { os: 'linux', architecture: 'amd64' });
    const server = await test.serve(serveShelf(shelf));
    const client = test.client();
    await Promise.all(
      Array.from({ length: 50 }, () => resolveKnown(client, `${server.host}/app:tag`)),
    );
    assert.equal(client.requestCount, 2);
  });

  it('asks a host at most 16 things at a time', async () => {
    const shelf = createShelf();
    const serve = serveShelf(shelf);
    let open = 0;
    let most = 0;
    const full = createSignal();
    const server = await test.serve((request, response) => {
      most = Math.max(most, ++open);
      if (open === 16) full.give();
      void full.given.then(() => {
        open--;
        serve(request, response);
      });
    });
    const client = test.client();
    const numbers = Array.from({ length: 100 }, (_, number) => number);
    for (const number of numbers) {
      putImage(shelf, `tag${number}`, { os: 'linux', architecture: `arch${number}` });
    }
    const signal = new AbortController().signal;
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    await Promise.all(
      numbers.map((number) => resolveKnown(client, `${server.host}/app:tag${number}`, { signal })),
    );
    process.off('warning', note);
    assert.equal(most, 16);
    assert.deepEqual(warnings, []);
  });

  it('sends nothing that is not allowed', async () => {
    const server = await test.serve(serveShelf(createShelf()));
    const codes = [
      { options: { trusted: () => false }, code: 'untrusted' },
      { options: { lookups: () => 'off' as const }, code: 'lookups-off' },
      { options: { lookups: () => 'ask' as const }, code: 'host-not-allowed' },
    ];
    for (const { options, code } of codes) {
      const client = test.client(options);
      assert.equal((await resolveUnknown(client, `${server.host}/app`)).code, code);
      assert.equal(client.requestCount, 0);
    }
    assert.deepEqual(server.seen, []);
  });

  it('sends nothing for text that is no reference', async () => {
    const client = test.client();
    const reason = await resolveUnknown(client, 'Upper/Case');
    assert.equal(reason.code, 'malformed');
    assert.match(reason.message, /^“Upper\/Case” is not an image reference: .*lowercase/);
    assert.equal((await resolveUnknown(client, '127.0.0.1:99999/app')).code, 'malformed');
    assert.equal((await resolveUnknown(client, '')).code, 'malformed');
    assert.equal(client.requestCount, 0);
  });

  describe('cancellation', () => {
    it('rejects for who gives up and goes on for who waits', async () => {
      const shelf = createShelf();
      putImage(shelf, 'tag', { os: 'linux', architecture: 'amd64' });
      const serve = serveShelf(shelf);
      const arrived = createSignal();
      const go = createSignal();
      const server = await test.serve((request, response) => {
        arrived.give();
        void go.given.then(() => {
          serve(request, response);
        });
      });
      const client = test.client();
      const controller = new AbortController();
      const reference = `${server.host}/app:tag`;
      const cancelled = client.resolve(reference, { signal: controller.signal });
      const waiting = client.resolve(reference);
      await arrived.given;
      controller.abort();
      await assert.rejects(cancelled, { name: 'AbortError' });
      go.give();
      assert((await waiting).known);
      assert.equal(client.requestCount, 2);
    });

    it('closes the connection when nobody waits any more', async () => {
      const closed = createSignal();
      const arrived = createSignal();
      const server = await test.serve((_, response) => {
        response.on('close', closed.give);
        arrived.give();
      });
      const client = test.client();
      const controller = new AbortController();
      const cancelled = client.resolve(`${server.host}/app`, { signal: controller.signal });
      await arrived.given;
      controller.abort(new Error('the document was closed'));
      await assert.rejects(cancelled, { message: 'the document was closed' });
      await closed.given;
    });

    it('ends everything when the client is disposed of', async () => {
      const arrived = createSignal();
      const server = await test.serve(arrived.give);
      const client = test.client();
      const running = client.resolve(`${server.host}/app`);
      await arrived.given;
      client.dispose();
      await assert.rejects(running, { name: 'AbortError' });
      await assert.rejects(client.resolve(`${server.host}/app`), { name: 'AbortError' });
    });
  });

  describe('mirrors', () => {
    it('asks a mirror for the registry that it stands in for', async () => {
      const shelf = createShelf();
      const digest = putImage(shelf, '3.20', { os: 'linux', architecture: 'amd64' });
      const mirror = await test.serve(serveShelf(shelf));
      const client = test.client({
        engine: { mirrors: [mirror.origin], insecure: [] },
      });
      const facts = await resolveKnown(client, 'alpine:3.20');
      assert.equal(facts.digest, digest);
      assert.deepEqual(facts.source, { registry: 'docker.io', mirror: mirror.host });
      assert.equal(mirror.seen[0]?.url, '/v2/library/alpine/manifests/3.20?ns=docker.io');
    });

    it('goes on to the registry when a mirror does not have it', async () => {
      const shelf = createShelf();
      putImage(shelf, 'tag', { os: 'linux', architecture: 'amd64' });
      const registry = await test.serve(serveShelf(shelf));
      const mirror = await test.serve((_, response) => {
        sendError(response, 503, 'UNAVAILABLE', 'under maintenance');
      });
      const client = test.client({ mirrors: { [registry.host]: [`${mirror.origin}/cache`] } });
      const facts = await resolveKnown(client, `${registry.host}/app:tag`);
      assert.deepEqual(facts.source, { registry: registry.host });
      assert.equal(
        mirror.seen[0]?.url,
        `/v2/cache/app/manifests/tag?ns=${encodeURIComponent(registry.host)}`,
      );

      const reason = await resolveUnknown(client, `${registry.host}/app:none`);
      assert.equal(reason.code, 'not-found');
      assert.match(reason.message, /has no .*app:none.* A mirror was asked before: .*under maint/);
    });

    it('gives advice once, where it is the same for both', async () => {
      const registry = await test.serve(serveShelf(createShelf()));
      const mirror = await test.serve(serveShelf(createShelf()));
      const client = test.client({ mirrors: { [registry.host]: [mirror.origin] } });
      const { message } = await resolveUnknown(client, `${registry.host}/app:none`);
      const name = `${registry.host}/app:none`;
      assert.equal(
        message,
        `${registry.host} has no app:none. Check the spelling of the repository and of the tag or digest. A mirror was asked before: ${mirror.host} has no ${name}.`,
      );
      await registry.close();
      const gone = await resolveUnknown(client, `${registry.host}/app:other`);
      assert.equal(
        gone.message,
        `${registry.host} refuses the connection. Check that the registry is running and that the port is right. A mirror was asked before: ${mirror.host} has no ${registry.host}/app:other.`,
      );
    });
  });
});
