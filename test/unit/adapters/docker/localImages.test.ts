import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineAddress } from '../../../../src/adapters/docker/contexts.ts';
import { engineImages } from '../../../../src/adapters/docker/localImages.ts';
import { serveRequest } from '../../../../src/core/image/coverage.ts';
import { withLocalImage } from '../../../../src/core/image/localImage.ts';
import type { Fact, ImageFacts } from '../../../../src/core/facts.ts';
import type { Manifest } from '../../../../src/core/image/manifest.ts';
import { parsePlatform } from '../../../../src/core/platform/platform.ts';

const recorded = 'test/fixtures/docker/28.5.2/images';
const reference = 'docker.io/library/busybox:1.37.0';
type Store = 'containerd' | 'classic';

/** What the registry had when the builds were recorded. */
const registry: Fact<ImageFacts> = {
  known: true,
  asOf: 1,
  value: {
    reference,
    digest: 'sha256:registry',
    size: 1,
    manifest: index('linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/s390x'),
    source: { registry: 'docker.io' },
  },
};

function index(...platforms: readonly string[]): Manifest {
  const manifests = platforms.map((platform) => ({
    ...{ mediaType: 'm', digest: platform, size: 1, platform: platformOf(platform) },
  }));
  return { kind: 'index', mediaType: 'i', manifests };
}

function platformOf(text: string) {
  const platform = parsePlatform(text);
  assert(platform.ok);
  return platform.value;
}

describe('an image of the engine', () => {
  let directory: string;
  let server: Server | undefined;
  const asked: string[] = [];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'engine-'));
    asked.length = 0;
  });
  afterEach(async () => {
    const running = server;
    server = undefined;
    running?.closeAllConnections();
    if (running) await new Promise((resolve) => running.close(resolve));
    rmSync(directory, { recursive: true });
  });

  /** An engine on a socket of its own; gives its address. */
  function serve(store: Store, inspect: RequestListener): Promise<EngineAddress> {
    const socket = join(directory, 'docker.sock');
    const status = store === 'containerd' ? [['driver-type', 'io.containerd.snapshotter.v1']] : [];
    const started = createServer((request, response) => {
      const url = request.url ?? '';
      asked.push(decodeURIComponent(url));
      response.setHeader('Content-Type', 'application/json');
      if (url.startsWith('/images/')) inspect(request, response);
      else if (url === '/info') response.end(JSON.stringify({ DriverStatus: status }));
      else response.end(JSON.stringify({ Version: '28.5.2', Os: 'linux', Arch: 'amd64' }));
    });
    server = started;
    return new Promise((resolve) =>
      started.listen(socket, () => {
        resolve({ url: `unix://${socket}` });
      }),
    );
  }

  const fixture = (store: Store, name: string) =>
    readFileSync(join(recorded, store, `${name}.json`), 'utf8');
  const answering =
    (text: string): RequestListener =>
    (_, response) =>
      response.end(text);

  interface RecordedBuild {
    readonly local: string;
    readonly platform: string;
    readonly pull: boolean;
    readonly served: 'local' | 'registry' | null;
  }

  /** What a build was seen to do with each image, against what we say it does. */
  const check = (store: Store, name: string, local: string) => {
    it(`${name} in the ${store} store serves as builds have found it`, async () => {
      const address = await serve(store, answering(fixture(store, name)));
      const image = await engineImages(address).read(reference);
      assert(image);
      assert.deepEqual(asked[0], `/images/${reference}/json?manifests=1`);
      const place = { reference, registry: 'docker.io' };
      const fact = await withLocalImage(place, image, 5, () => Promise.resolve(registry));
      assert(fact.known);
      const builds = (
        JSON.parse(readFileSync(join(recorded, store, 'builds.json'), 'utf8')) as RecordedBuild[]
      ).filter((build) => build.local === local && !build.pull);
      assert.notEqual(builds.length, 0);
      for (const { platform, served } of builds) {
        const { how } = serveRequest(fact.value, platformOf(platform));
        // A single image is taken whatever its platform.
        const isTaken: boolean = how !== 'missing' || fact.value.manifest.kind === 'image';
        assert.equal(isTaken, served !== null, `${platform}: ${how}`);
      }
    });
  };

  check('containerd', 'single-amd64', 'single image for linux/amd64');
  check('containerd', 'single-arm-v7', 'single image for linux/arm/v7');
  check('containerd', 'single-arm-no-variant', 'single image for linux/arm without a variant');
  check('containerd', 'index-amd64-attested', 'manifest list with linux/amd64 alone');
  check('containerd', 'index-amd64-arm64', 'manifest list with linux/amd64 and linux/arm64');
  check('containerd', 'pulled-amd64', 'pulled for linux/amd64');
  check('classic', 'single-amd64', 'single image for linux/amd64');
  check('classic', 'single-arm-v7', 'single image for linux/arm/v7');
  check('classic', 'single-arm-no-variant', 'single image for linux/arm without a variant');
  check('classic', 'pulled-amd64', 'pulled for linux/amd64');

  it('of the classic store goes before the registry where it matches', async () => {
    const builds = JSON.parse(
      readFileSync(join(recorded, 'classic', 'builds.json'), 'utf8'),
    ) as RecordedBuild[];
    const address = await serve('classic', answering(fixture('classic', 'single-arm-v7')));
    const image = await engineImages(address).read(reference);
    assert(image?.store === 'classic');
    const place = { reference, registry: 'docker.io' };
    const fact = await withLocalImage(place, image, 5, () => Promise.resolve(registry));
    assert(fact.known);
    const own = builds.filter(({ local, pull }) => local.includes('linux/arm/v7') && !pull);
    assert.notEqual(own.length, 0);
    for (const { platform, served } of own) {
      const service = serveRequest(fact.value, platformOf(platform));
      const by: boolean = 'descriptor' in service && service.descriptor.digest === image.digest;
      assert.equal(by, served === 'local', platform);
    }
    assert.equal(fact.value.digest, 'sha256:registry');
  });

  it('is all that is known where the registry is silent', async () => {
    const address = await serve('classic', answering(fixture('classic', 'single-amd64')));
    const image = await engineImages(address).read(reference);
    assert(image);
    const reason = { code: 'unreachable', message: 'no network' } as const;
    const place = { reference, registry: 'docker.io' };
    const fact = await withLocalImage(place, image, 5, () =>
      Promise.resolve({ known: false, reason }),
    );
    assert(fact.known);
    assert.deepEqual(fact.value.elsewhere, reason);
    assert.deepEqual(fact.value.source, { registry: 'docker.io', engine: true });
    assert.equal(serveRequest(fact.value, platformOf('linux/amd64')).how, 'exact');
    assert.equal(serveRequest(fact.value, platformOf('linux/arm64')).how, 'unknown');
  });

  it('tells what a build inherits from it', async () => {
    const address = await serve(
      'containerd',
      answering(fixture('containerd', 'index-amd64-arm64')),
    );
    const expected = {
      env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'WHO=local'],
      onbuild: [],
      workingDirectory: '/',
      platform: 'linux/amd64',
    };
    assert.deepEqual(
      await engineImages(address).readBase(reference, platformOf('linux/amd64')),
      expected,
    );
    assert.match(asked[0] ?? '', /platform={"os":"linux","architecture":"amd64"}$/);
    // An engine that looks at no platform answers with the wrong one.
    assert.equal(
      await engineImages(address).readBase(reference, platformOf('linux/arm64')),
      undefined,
    );
  });

  const none = (name: string, store: Store, inspect: RequestListener) => {
    it(`is none: ${name}`, async () => {
      assert.equal(await engineImages(await serve(store, inspect)).read(reference), undefined);
    });
  };
  none('no image of that name', 'containerd', (_, response) => {
    response.writeHead(404).end('{"message":"No such image"}');
  });
  none('an answer of another shape', 'containerd', answering('[]'));
  none('a broken answer', 'containerd', answering('{'));
  none(
    'a containerd store that does not show what it keeps',
    'containerd',
    answering('{"Id":"sha256:0","Os":"linux","Architecture":"amd64"}'),
  );
  none('an image without platform', 'classic', answering('{"Id":"sha256:0"}'));

  it('is none where no engine answers', async () => {
    assert.equal(
      await engineImages({ url: `unix://${directory}/none` }).read(reference),
      undefined,
    );
    assert.equal(await engineImages({ url: 'ssh://-host' }).read(reference), undefined);
  });
});
