import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { inspectImage } from '../../../../src/adapters/inspection/inspectImage.ts';
import type { ImageContents } from '../../../../src/adapters/inspection/imageContents.ts';
import { readAttestation } from '../../../../src/adapters/inspection/readAttestation.ts';
import { readDocument } from '../../../../src/adapters/inspection/readDocument.ts';
import { registryContents } from '../../../../src/adapters/inspection/registryContents.ts';
import type { RegistryClient } from '../../../../src/adapters/registry/client.ts';
import type { Fact } from '../../../../src/core/facts.ts';
import type { ImageInspection, PlatformDetails } from '../../../../src/core/image/inspection.ts';
import { sendError, serveShelf, sha256, type Shelf } from '../../../support/registry/images.ts';
import type { LoopbackServer } from '../../../support/registry/loopbackServer.ts';
import { recordedDigest, recordedShelf } from '../../../support/registry/recordedImages.ts';
import { useRegistryTest } from '../../../support/registry/registryTest.ts';
import { useTemporaryFolder } from '../../../support/registry/temporaryFolder.ts';

const never = new AbortController().signal;
const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';

describe('inspecting an image in a registry', () => {
  const test = useRegistryTest();
  const folder = useTemporaryFolder();
  let shelf: Shelf;
  let server: LoopbackServer;

  beforeEach(async () => {
    shelf = recordedShelf();
    server = await test.serve(serveShelf(shelf));
  });

  function open(tag: string, client: RegistryClient = test.client()): ImageContents {
    return registryContents(client, `${server.host}/team/app:${tag}`, { purpose: 'asked' });
  }

  async function inspect(tag: string): Promise<ImageInspection> {
    return known(await inspectImage(open(tag), 'platforms', never));
  }

  function put(tag: string, document: object, mediaType = indexType): string {
    const body = JSON.stringify(document);
    const digest = sha256(body);
    for (const name of [tag, digest]) shelf.manifests.set(name, { body, mediaType });
    return digest;
  }

  it('shows an index after one request', async () => {
    const image = known(await inspectImage(open('max'), 'index', never));
    assert.equal(server.seen.length, 1);
    assert.equal(image.digest, recordedDigest('max'));
    assert.equal(image.kind, 'index');
    assert.deepEqual(image.annotations, { 'org.opencontainers.image.title': 'demo' });
    assert.deepEqual(
      image.platforms.map(({ platform }) => platform),
      ['linux/amd64', 'linux/arm64', 'linux/arm/v7'],
    );
    assert.deepEqual(
      image.attestations.map(({ platform }) => platform),
      ['linux/amd64', 'linux/arm64', 'linux/arm/v7'],
    );
    assert(image.platforms.every(({ details }) => !details.known));
    assert.deepEqual(image.oddities, []);
  });

  it('reads a manifest and a config for each platform, and no digest twice', async () => {
    const client = test.client();
    const contents = open('max', client);
    const first = known(await inspectImage(contents, 'platforms', never));
    assert.equal(server.seen.length, 7);
    const again = known(await inspectImage(contents, 'platforms', never));
    // A person asks again what the tag names; its digests are known.
    assert.equal(server.seen.length, 8);
    assert.deepEqual(withoutTimes(again), withoutTimes(first));
  });

  describe('which counts what is read', () => {
    const manifestsAsked = () =>
      server.seen.filter(({ url, method }) => method === 'GET' && url.includes('/manifests/'));

    beforeEach(async () => {
      const serve = serveShelf(shelf);
      server = await test.serve((request, response) => {
        response.setHeader('ratelimit-limit', '100;w=21600');
        response.setHeader('ratelimit-remaining', `${90 - server.seen.length};w=21600`);
        serve(request, response);
      });
    });

    it('reads a platform when it is wanted, and none twice', async () => {
      const contents = open('max', test.client());
      const read = async (...wanted: readonly string[]) =>
        known(await inspectImage(contents, 'platforms', never, wanted));
      const first = await read();
      assert.equal(manifestsAsked().length, 1);
      assert.deepEqual(first.asked, { manifests: 0, configs: 0 });
      assert.deepEqual(first.counted, {
        host: server.host,
        left: { remaining: 89, limit: 100, window: 21_600 },
      });
      assert.match(reasonOf(first.platforms[0]?.details), /counts it as a pull/);
      const digest = first.platforms[1]?.digest ?? '';
      const second = await read(digest);
      assert.deepEqual(second.asked, { manifests: 1, configs: 1 });
      assert.deepEqual(
        second.platforms.map(({ details }) => details.known),
        [false, true, false],
      );
      // What is kept is shown, wanted or not.
      const third = await read();
      assert.deepEqual(third.asked, { manifests: 0, configs: 0 });
      assert.equal(third.platforms[1]?.details.known, true);
    });

    it('reads all of it for who wants all of it, and a single image at once', async () => {
      const all = known(await inspectImage(open('max'), 'platforms', never));
      assert.deepEqual(all.asked, { manifests: 3, configs: 3 });
      const single = known(await inspectImage(open('single'), 'platforms', never, []));
      assert.deepEqual(single.asked, { manifests: 0, configs: 0 });
      assert.equal(single.platforms[0]?.details.known, true);
    });
  });

  it('asks nobody for what is on the disk', async () => {
    const before = test.client({ cacheFolder: folder.path });
    known(await inspectImage(open('max', before), 'platforms', never));
    await before.settled();
    const asked = server.seen.length;
    known(
      await inspectImage(
        open('max', test.client({ cacheFolder: folder.path })),
        'platforms',
        never,
      ),
    );
    assert.equal(server.seen.length, asked + 1);
  });

  it('tells what a platform is made of', async () => {
    const details = detailsOf(await inspect('max'), 'linux/arm64');
    assert.deepEqual(details.config, {
      entrypoint: ['/bin/sh', '-c'],
      command: ['cat /arch'],
      user: '1000:1000',
      workingDirectory: '/srv',
      environment: { PATH: '/bin', GREETING: 'hello', TARGET: 'arm64' },
      labels: { 'org.opencontainers.image.source': 'https://example.com/app' },
      exposedPorts: ['53/udp', '8080/tcp'],
      volumes: ['/cache', '/data'],
      stopSignal: 'SIGQUIT',
      healthcheck: ['CMD-SHELL', 'true'],
      shell: [],
      onBuild: [],
    });
    assert.deepEqual(details.base, { name: 'docker.io/library/busybox:1.37' });
    assert.equal(
      details.downloadSize,
      details.layers.reduce((sum, { size }) => sum + size, 0),
    );
    assert.deepEqual(
      details.layers.map(({ createdBy }) => createdBy),
      [
        'COPY arm64/ / # buildkit',
        'COPY files/ / # buildkit',
        'RUN |1 TARGETARCH=arm64 /bin/busybox --install -s /bin # buildkit',
        'RUN |1 TARGETARCH=arm64 /bin/sh -c echo "$TARGETARCH" > /arch # buildkit',
        'WORKDIR /srv',
      ],
    );
    const others = ['linux/amd64', 'linux/arm/v7'];
    assert.deepEqual(
      details.layers.map(({ sharedWith }) => sharedWith),
      [[], others, others, [], others],
    );
  });

  it('reads a single image, and one of Docker’s own media types', async () => {
    const single = await inspect('single');
    assert.equal(single.kind, 'image');
    assert.deepEqual(
      single.platforms.map(({ platform, digest }) => [platform, digest]),
      [['linux/arm64', recordedDigest('single')]],
    );
    const docker = await inspect('docker');
    assert.match(docker.mediaType, /^application\/vnd\.docker\.distribution\.manifest\.list/);
    assert.equal(detailsOf(docker, 'linux/amd64').config.user, '1000:1000');
  });

  const provenance = {
    kind: 'provenance',
    builder: '',
    source: {
      repository: 'https://example.com/owner/app.git',
      file: 'Dockerfile',
    },
    frontend: 'dockerfile.v0',
  };

  for (const { tag, statements } of [
    {
      tag: 'sbom',
      statements: [
        {
          kind: 'sbom',
          format: 'SPDX',
          version: 'SPDX-2.3',
          packages: 2,
          tools: ['lab-scanner-0.1', 'buildkit-v0.0.0+unknown'],
        },
        {
          ...provenance,
          version: 'v0.2',
          buildType: 'https://mobyproject.org/buildkit@v1',
          parameters: {},
        },
      ],
    },
    {
      tag: 'v1',
      statements: [
        {
          ...provenance,
          version: 'v1',
          buildType:
            'https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md',
          parameters: { 'build-arg:TOKEN': 'x', 'label:a': 'b' },
        },
      ],
    },
    {
      tag: 'artifact',
      statements: [
        {
          ...provenance,
          version: 'v0.2',
          buildType: 'https://mobyproject.org/buildkit@v1',
          parameters: {},
        },
      ],
    },
  ]) {
    it(`reads the statements of ${tag}`, async () => {
      const image = await inspect(tag);
      const asked = server.seen.length;
      const digest = image.attestations[0]?.digest ?? '';
      const read = known(await readAttestation(digest, open(tag), never));
      assert.equal(server.seen.length, asked + 1 + statements.length);
      const contents = read.map(({ content }) => {
        const value = known(content);
        if (value.kind !== 'provenance') return value;
        const { materials, started, finished, source, ...rest } = value;
        assert(started !== undefined && finished !== undefined);
        assert.match(source?.revision ?? '', /^[0-9a-f]{40}$/);
        assert(materials.some(({ uri }) => uri.startsWith('pkg:docker/busybox@1.37')));
        assert(materials.every(({ digest: of }) => /^sha256:[0-9a-f]{64}$/.test(of)));
        const { repository, file } = source ?? {};
        return { ...rest, source: { repository, file } };
      });
      assert.deepEqual(contents, statements);
    });
  }

  it('reads documents as they are', async () => {
    const contents = open('max');
    const image = known(await inspectImage(contents, 'platforms', never));
    const config = detailsOf(image, 'linux/arm64').configDigest;
    const asked = server.seen.length;
    for (const digest of [image.digest, image.platforms[1]?.digest ?? '', config]) {
      const { text, size } = known(await readDocument(digest, contents, never));
      const original = shelf.manifests.get(digest)?.body ?? shelf.blobs.get(digest)?.body ?? '';
      const lines = JSON.stringify(JSON.parse(original), null, 2).split('\n').length;
      assert.equal(text.split('\n').length, lines);
      assert.equal(text.replace(/\s/g, ''), original.replace(/\s/g, ''));
      assert.equal(size, original.length);
    }
    assert.equal(server.seen.length, asked);
  });

  describe('which is hostile', () => {
    it('looks at a part of ten thousand entries', async () => {
      const config = { mediaType: manifestType, digest: sha256('x'), size: 1 };
      const manifests = Array.from({ length: 10_000 }, (_, at) => ({
        ...config,
        platform: { os: 'linux', architecture: `a${at}` },
      }));
      put('many', { schemaVersion: 2, mediaType: indexType, manifests });
      const image = await inspect('many');
      assert.equal(image.platforms.length, 500);
      assert.equal(image.leftOut, 9_500);
      assert(server.seen.length < 210, String(server.seen.length));
    });

    it('does not walk into an index in the index, not even into itself', async () => {
      const inner = put('inner', { schemaVersion: 2, mediaType: indexType, manifests: [] });
      put('outer', {
        schemaVersion: 2,
        mediaType: indexType,
        manifests: [{ mediaType: indexType, digest: inner, size: 10 }],
      });
      const image = await inspect('outer');
      assert.deepEqual(image.oddities, [{ code: 'nested-index', digest: inner }]);
      assert.equal(server.seen.length, 1);
    });

    it('believes no content that has another digest', async () => {
      const [entry] = (await inspect('single')).platforms;
      const image = known(await inspectImage(open('max'), 'index', never));
      const wrong = image.platforms[1]?.digest ?? '';
      shelf.manifests.set(wrong, {
        body: shelf.manifests.get(entry?.digest ?? '')?.body ?? '',
        mediaType: manifestType,
      });
      const { platforms } = await inspect('max');
      assert.equal(platforms[0]?.details.known, true);
      assert.equal(platforms[2]?.details.known, true);
      assert.match(reasonOf(platforms[1]?.details), /its digest is sha256:/);
    });

    it('takes sizes and types of entries for what they are: words', async () => {
      const [amd64] = known(await inspectImage(open('max'), 'index', never)).platforms;
      assert(amd64);
      const platform = { os: 'linux', architecture: 'amd64' };
      put('lies', {
        ...{ schemaVersion: 2, mediaType: indexType },
        manifests: [
          // Larger and smaller than it is, negative, no number, an index that is none.
          { mediaType: manifestType, digest: amd64.digest, size: 2 ** 52, platform },
          { mediaType: manifestType, digest: amd64.digest, size: 0, platform },
          { mediaType: indexType, digest: amd64.digest, size: 1, platform },
          { mediaType: 'text/html', digest: amd64.digest, size: 1, platform },
        ],
      });
      const { platforms, oddities } = await inspect('lies');
      assert.deepEqual(
        platforms.map(({ details }) => details.known),
        [true, true, false, true],
      );
      assert(oddities.some(({ code }) => code === 'nested-index'));
      assert(oddities.some(({ code }) => code === 'duplicate-platform'));
    });

    it('refuses an index whose sizes or digests are none', async () => {
      const entry = { mediaType: manifestType, digest: sha256('x'), size: 1 };
      const length = '"size" is not a length.';
      for (const [wrong, why] of [
        [{ size: -1 }, length],
        [{ size: 'many' }, length],
        [{ digest: 'sha256:../../../etc/passwd' }, 'invalid checksum digest length.'],
        [{ digest: 'sha256:' }, 'invalid checksum digest format.'],
        [{ digest: 1 }, '"digest" is not a string.'],
      ] as const) {
        const manifests = [{ ...entry, ...wrong }];
        put('wrong', { schemaVersion: 2, mediaType: indexType, manifests });
        const fact = await inspectImage(open('wrong'), 'platforms', never);
        assert(!fact.known);
        assert.match(fact.reason.message, /cannot be used: malformed manifest: /);
        assert(fact.reason.message.endsWith(why), fact.reason.message);
      }
      assert(server.seen.every(({ url }) => !url.includes('..')));
    });

    it('ends when a registry sends a byte a second', async () => {
      const serve = serveShelf(shelf);
      const drips = new Set<NodeJS.Timeout>();
      server = await test.serve((request, response) => {
        if (!request.url?.includes('/blobs/')) {
          serve(request, response);
          return;
        }
        response.writeHead(200, { 'content-type': 'application/json' });
        drips.add(setInterval(() => response.write('{'), 20));
      });
      try {
        const client = test.client({ timeouts: { connect: 1000, total: 300 } });
        const image = known(await inspectImage(open('max', client), 'platforms', never));
        for (const { details } of image.platforms) {
          assert.match(reasonOf(details), /gave no complete answer within/);
        }
      } finally {
        for (const drip of drips) clearInterval(drip);
      }
    });

    it('takes no compressed answer for an attestation, however small it is', async () => {
      const image = known(await inspectImage(open('sbom'), 'index', never));
      const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
      const serve = serveShelf(shelf);
      server = await test.serve((request, response) => {
        if (!request.url?.includes('/blobs/')) {
          serve(request, response);
          return;
        }
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end(bomb);
      });
      const digest = image.attestations[0]?.digest ?? '';
      const [statement] = known(await readAttestation(digest, open('sbom'), never));
      assert.match(reasonOf(statement?.content), /compressed its answer/);
    });

    it('does not read a config of a gigabyte', async () => {
      const config = {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: sha256('config'),
        size: 3,
      };
      const digest = put(
        'child',
        { schemaVersion: 2, mediaType: manifestType, config, layers: [] },
        manifestType,
      );
      put('huge', {
        schemaVersion: 2,
        mediaType: indexType,
        manifests: [
          {
            mediaType: manifestType,
            digest,
            size: 1,
            platform: { os: 'linux', architecture: 'amd64' },
          },
        ],
      });
      const serve = serveShelf(shelf);
      server = await test.serve((request, response) => {
        if (!request.url?.includes('/blobs/')) {
          serve(request, response);
          return;
        }
        response.writeHead(200, { 'content-length': 2 ** 30 });
        response.write('{}');
      });
      const { platforms } = await inspect('huge');
      assert.match(reasonOf(platforms[0]?.details), /larger than 8388608 bytes/);
    });

    it('ends when it is cancelled', async () => {
      const stop = new AbortController();
      const serve = serveShelf(shelf);
      server = await test.serve((request, response) => {
        if (request.url?.includes('/blobs/')) stop.abort();
        else serve(request, response);
      });
      const reading = inspectImage(open('max'), 'platforms', stop.signal);
      await assert.rejects(reading, { name: 'AbortError' });
    });
  });

  describe('lists what refers to it', () => {
    const digest = recordedDigest('max');
    const hex = digest.slice('sha256:'.length);
    const entry = (artifactType: string, annotations?: object) => ({
      ...{ mediaType: manifestType, digest: sha256(artifactType), size: 7, artifactType },
      ...(annotations && { annotations }),
    });
    const list = (manifests: readonly object[]): object => ({
      schemaVersion: 2,
      mediaType: indexType,
      manifests,
    });

    it('by the registry’s own list', async () => {
      const types = [
        entry('application/vnd.cncf.notary.signature'),
        entry('application/vnd.dev.sigstore.bundle.v0.3+json', {
          'dev.sigstore.bundle.content': 'dsse-envelope',
          'dev.sigstore.bundle.predicateType': 'https://slsa.dev/provenance/v1',
        }),
        entry('application/vnd.dev.cosign.artifact.sig.v1+json'),
        entry('application/vnd.example'),
      ];
      const serve = serveShelf(shelf);
      server = await test.serve((request, response) => {
        if (request.url?.endsWith(`/referrers/${digest}`)) {
          response.writeHead(200, { 'content-type': indexType, link: '<x>; rel="next"' });
          response.end(JSON.stringify(list(types)));
        } else serve(request, response);
      });
      const found = known(await open('max').referrers(digest, never));
      assert.equal(server.seen.length, 4);
      assert.equal(found.listedBy, 'api');
      assert.equal(found.complete, false);
      assert.deepEqual(
        found.referrers.map(({ kind, maker }) => [kind, maker]),
        [
          ['signature', 'notation'],
          ['attestation', 'sigstore'],
          ['signature', 'cosign'],
          ['other', undefined],
        ],
      );
    });

    /** Serves pages of a list: each answers a query, and says where the next one is. */
    async function servePages(
      answer: (query: string) => { status?: number; body: string; link?: string },
    ): Promise<void> {
      const serve = serveShelf(shelf);
      server = await test.serve((request, response) => {
        const [path = '', query = ''] = (request.url ?? '').split('?');
        if (!path.endsWith(`/referrers/${digest}`)) {
          serve(request, response);
          return;
        }
        const { status = 200, body, link } = answer(query);
        response.writeHead(status, { 'content-type': indexType, ...(link && { link }) });
        response.end(body);
      });
    }

    const listsAsked = () => server.seen.filter(({ url }) => url.includes('/referrers/')).length;
    const page = (...types: readonly string[]) => JSON.stringify(list(types.map((t) => entry(t))));

    it('page by page, each entry once, at its own address whatever the link says', async () => {
      await servePages((query) =>
        query === ''
          ? { body: page('a', 'b'), link: '<http://other.example/v2/x?last=b&n=2>; rel="next"' }
          : { body: page('b', 'c') },
      );
      const found = known(await open('max').referrers(digest, never));
      assert.deepEqual(
        found.referrers.map(({ artifactType }) => artifactType),
        ['a', 'b', 'c'],
      );
      assert.equal(found.complete, true);
      assert.equal(listsAsked(), 2);
    });

    for (const { what, answer, asked, shown, problem } of [
      {
        what: 'pages without end',
        answer: (query: string) => {
          const at = Number(query.replace('n=', '')) + 1;
          return { body: page(`type-${at}`), link: `<?n=${at}>; rel="next"` };
        },
        asked: 10,
        shown: 10,
      },
      {
        what: 'a page that leads to itself',
        answer: () => ({ body: page('a'), link: '<?n=1>; rel="next"' }),
        asked: 2,
        shown: 1,
      },
      {
        what: 'twenty thousand entries',
        answer: () => ({ body: page(...Array.from({ length: 20_000 }, (_, at) => `type-${at}`)) }),
        asked: 1,
        shown: 500,
      },
      {
        what: 'a second page that is refused',
        answer: (query: string) =>
          query === ''
            ? { body: page('a'), link: '<?n=1>; rel="next"' }
            : { status: 429, body: '{"errors":[{"code":"TOOMANYREQUESTS"}]}' },
        asked: 2,
        shown: 1,
        problem: /too many requests/,
      },
      {
        what: 'a second page that is no list',
        answer: (query: string) =>
          query === '' ? { body: page('a'), link: '<?n=1>; rel="next"' } : { body: '[]' },
        asked: 2,
        shown: 1,
        problem: /cannot be used|cannot be read/,
      },
    ] as const) {
      it(`as far as it goes, with ${what}`, async () => {
        await servePages(answer);
        const found = known(await open('max').referrers(digest, never));
        assert.equal(found.complete, false);
        assert.equal(found.referrers.length, shown);
        assert.equal(listsAsked(), asked);
        assert.match(found.problems.map(({ message }) => message).join(), problem ?? /^$/);
      });
    }

    it('by tags where the registry has none', async () => {
      put(`sha256-${hex}`, list([entry('application/vnd.cncf.notary.signature')]));
      const signature = put(`sha256-${hex}.sig`, { schemaVersion: 2 }, manifestType);
      // As distribution 2.8 does: what is not asked for by its type is not there.
      const serve = serveShelf(shelf);
      server = await test.serve((request, response) => {
        if (request.headers.accept?.includes(manifestType)) serve(request, response);
        else sendError(response, 404, 'MANIFEST_UNKNOWN', 'OCI manifest found');
      });
      const found = known(await open('max').referrers(digest, never));
      assert.equal(server.seen.length, 5);
      assert.deepEqual(
        { listedBy: found.listedBy, complete: found.complete, problems: found.problems },
        { listedBy: 'tag', complete: true, problems: [] },
      );
      assert.deepEqual(
        found.referrers.map((referrer) => [
          referrer.kind,
          referrer.maker,
          referrer.digest,
          referrer.tag,
        ]),
        [
          ['signature', 'notation', sha256('application/vnd.cncf.notary.signature'), undefined],
          ['signature', 'cosign', signature, `sha256-${hex}.sig`],
        ],
      );
    });

    it('says why when nobody tells', async () => {
      server = await test.serve((_, response) => {
        sendError(response, 500, 'UNKNOWN', 'broken');
      });
      assert.match(reasonOf(await open('max').referrers(digest, never)), /HTTP status 500/);
    });
  });
});

function known<T>(fact: Fact<T>): T {
  assert(fact.known, fact.known ? '' : fact.reason.message);
  return fact.value;
}

function reasonOf(fact: Fact<unknown> | undefined): string {
  return fact === undefined || fact.known ? '' : fact.reason.message;
}

function detailsOf(image: ImageInspection, platform: string): PlatformDetails {
  const entry = image.platforms.find((candidate) => candidate.platform === platform);
  assert(entry);
  return known(entry.details);
}

/** Times differ from one look to the next. */
function withoutTimes(image: ImageInspection): unknown {
  const looks = ['asOf', 'asked'];
  return JSON.parse(
    JSON.stringify(image, (key, value: unknown) => (looks.includes(key) ? 0 : value)),
  );
}
