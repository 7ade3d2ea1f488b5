import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  attestationsOf,
  offersOf,
  serveRequest,
  type ImageContent,
} from '../../../../src/core/image/coverage.ts';
import { parseManifest, type Descriptor } from '../../../../src/core/image/manifest.ts';
import { reportImage } from '../../../../src/core/image/report.ts';
import {
  formatPlatformAll,
  parsePlatform,
  type Platform,
} from '../../../../src/core/platform/platform.ts';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const IMAGE = 'application/vnd.oci.image.manifest.v1+json';

function digestOf(position: number): string {
  return `sha256:${position.toString(16).padStart(64, '0')}`;
}

function platform(text: string): Platform {
  const parsed = parsePlatform(text);
  assert.ok(parsed.ok, text);
  return parsed.value;
}

/** An index with an entry for each platform; `-` is an entry without platform. */
function index(...platforms: string[]): ImageContent {
  const manifests = platforms.map((text, position): Descriptor => ({
    mediaType: IMAGE,
    digest: digestOf(position),
    size: position,
    ...(text !== '-' && { platform: platform(text) }),
  }));
  return {
    digest: digestOf(99),
    size: 1,
    manifest: { kind: 'index', mediaType: INDEX, manifests },
  };
}

function single(configPlatform?: string): ImageContent {
  const config = { mediaType: '', digest: digestOf(1), size: 1 };
  return {
    digest: digestOf(7),
    size: 12,
    manifest: { kind: 'image', mediaType: IMAGE, config, layers: [] },
    ...(configPlatform !== undefined && { configPlatform: platform(configPlatform) }),
  };
}

const images = (
  JSON.parse(
    readFileSync(join(__dirname, '../../../fixtures/vectors/index-fixtures.json'), 'utf8'),
  ) as {
    images: Record<string, { mediaType: string; body: string; digest: string }>;
  }
).images;

function recorded(name: string): ImageContent {
  const image = images[name];
  assert.ok(image);
  const manifest = parseManifest(JSON.parse(image.body), image.mediaType);
  assert.ok(manifest.ok);
  return { digest: image.digest, size: image.body.length, manifest: manifest.value };
}

describe('coverage: how an image serves a platform', () => {
  function check(image: ImageContent, requested: string, expected: string): void {
    const offered = offersOf(image).map((offer) =>
      offer.platform ? formatPlatformAll(offer.platform) : '-',
    );
    it(`${requested} ← ${image.manifest.kind} [${offered.join(', ')}]: ${expected}`, () => {
      const service = serveRequest(image, platform(requested));
      const words: string[] = [service.how];
      if (service.how === 'degraded') words.push(service.by);
      if ('platform' in service) words.push(formatPlatformAll(service.platform));
      assert.equal(words.join(' '), expected);
    });
  }

  check(index('linux/amd64', 'linux/arm64'), 'linux/arm64', 'exact linux/arm64');
  check(index('linux/amd64', 'linux/arm64/v8'), 'linux/arm64', 'exact linux/arm64/v8');
  check(index('linux/arm/v6', 'linux/arm/v7'), 'linux/arm', 'exact linux/arm/v7');
  check(index('linux/amd64', 'linux/arm64'), 'linux/riscv64', 'missing');
  check(index(), 'linux/amd64', 'missing');
  check(index('unknown/unknown'), 'linux/amd64', 'missing');

  check(index('linux/arm/v7'), 'linux/arm64', 'degraded instruction-set linux/arm/v7');
  check(
    index('linux/arm/v6', 'linux/arm/v7'),
    'linux/arm64',
    'degraded instruction-set linux/arm/v7',
  );
  check(index('linux/386'), 'linux/amd64', 'degraded instruction-set linux/386');
  check(index('linux/386'), 'linux/amd64/v3', 'degraded instruction-set linux/386');
  check(index('linux/386', 'linux/amd64'), 'linux/amd64/v3', 'degraded variant linux/amd64');
  check(index('linux/arm/v5', 'linux/arm/v6'), 'linux/arm/v7', 'degraded variant linux/arm/v6');
  check(index('linux/arm64'), 'linux/arm64/v9', 'degraded variant linux/arm64');
  check(index('linux/arm/v7'), 'linux/arm/v6', 'missing');
  check(index('linux/arm/v8'), 'linux/arm/v7', 'missing');

  check(index('-', 'linux/arm64'), 'linux/arm64', 'exact linux/arm64');
  check(index('-', 'linux/arm64'), 'linux/amd64', 'unknown');

  check(
    index('windows(10.0.17763.1)/amd64', 'windows(10.0.20348.1)/amd64'),
    'windows(10.0.20348.9)/amd64',
    'exact windows(10.0.20348.1)/amd64',
  );
  check(
    index('windows(10.0.17763.1)/amd64', 'windows(10.0.20348.1)/amd64'),
    'windows/amd64',
    'exact windows(10.0.17763.1)/amd64',
  );

  check(single('linux/amd64'), 'linux/amd64', 'exact linux/amd64');
  check(single('linux/amd64'), 'linux/arm64', 'missing');
  check(single('linux/arm/v7'), 'linux/arm64', 'degraded instruction-set linux/arm/v7');
  check(single(), 'linux/arm64', 'unknown');
  check(
    {
      digest: digestOf(1),
      size: 1,
      manifest: { kind: 'legacy', mediaType: 'x', architecture: 'amd64' },
    },
    'linux/amd64',
    'unknown',
  );

  it('names the manifest that serves', () => {
    const service = serveRequest(index('linux/amd64', 'linux/arm64'), platform('linux/arm64'));
    assert.equal('descriptor' in service && service.descriptor.digest, digestOf(1));
    const alone = serveRequest(single('linux/amd64'), platform('linux/amd64'));
    assert.equal('descriptor' in alone && alone.descriptor.digest, digestOf(7));
  });

  it('compares platforms however they are spelled', () => {
    const requested = { os: 'Linux', architecture: 'aarch64', variant: 'v9' };
    const service = serveRequest(index('linux/arm64'), requested);
    assert.equal(service.how === 'degraded' && service.by, 'variant');
  });

  it('does not wait for the config of an attestation', () => {
    const annotations = { 'vnd.docker.reference.type': 'attestation-manifest' };
    const entry = { mediaType: IMAGE, digest: digestOf(1), size: 1, annotations };
    const image: ImageContent = {
      digest: digestOf(2),
      size: 1,
      manifest: { kind: 'index', mediaType: INDEX, manifests: [entry] },
    };
    assert.deepEqual(serveRequest(image, platform('linux/amd64')), { how: 'missing' });
  });
});

describe('coverage: attestations', () => {
  function check(name: string, platforms: string[], attested: number[]): void {
    it(name, () => {
      const image = recorded(name);
      const offers = offersOf(image);
      assert.deepEqual(
        offers.map((offer) => offer.platform && formatPlatformAll(offer.platform)),
        platforms,
      );
      assert.deepEqual(
        attestationsOf(image.manifest).map(({ of }) => of),
        attested.map((position) => offers[position]?.descriptor.digest),
      );
    });
  }
  check('fx:docker', ['linux/amd64', 'linux/arm64'], []);
  check('fx:noart', ['linux/amd64', 'linux/arm64'], [0, 1]);
  check('fx:art', ['linux/amd64', 'linux/arm64'], [0, 1]);
  check('fx:singleatt', ['linux/arm64'], [0]);
  check('mn:1', ['linux/amd64', 'linux/arm64'], [0, 1]);
  check(
    'fx:variants',
    [
      'linux/amd64',
      'linux/amd64/v2',
      'linux/amd64/v3',
      'linux/arm64',
      'linux/arm/v6',
      'linux/arm/v7',
      'windows(10.0.20348.1)/amd64',
    ],
    [],
  );

  it('takes only what says so for an attestation', () => {
    const annotations = {
      'vnd.docker.reference.type': 'something-else',
      'vnd.docker.reference.digest': digestOf(1),
    };
    const manifests = [{ mediaType: IMAGE, digest: digestOf(2), size: 1, annotations }];
    assert.deepEqual(attestationsOf({ kind: 'index', mediaType: INDEX, manifests }), []);
  });

  it('keeps an unknown/unknown entry that no annotation explains', () => {
    const image = index('linux/amd64', 'unknown/unknown');
    assert.equal(offersOf(image).length, 2);
    assert.deepEqual(attestationsOf(image.manifest), []);
  });
});

describe('report of an image', () => {
  const source = { registry: 'docker.io' };

  it('lists the platforms of an index, attestations apart', () => {
    const image = recorded('fx:singleatt');
    const report = reportImage({ ...image, reference: 'docker.io/library/x:1', source });
    assert.equal(report.mediaType, INDEX);
    assert.deepEqual(
      report.platforms.map(({ platform: text }) => text),
      ['linux/arm64'],
    );
    assert.deepEqual(
      report.attestations.map(({ of }) => of),
      [report.platforms[0]?.digest],
    );
  });

  it('lists a single image as its only platform', () => {
    const report = reportImage({
      ...single('linux/arm/v7'),
      reference: 'docker.io/library/x:1',
      created: '2026-01-02T03:04:05Z',
      source,
    });
    assert.deepEqual(report.platforms, [
      { platform: 'linux/arm/v7', digest: digestOf(7), size: 12, created: '2026-01-02T03:04:05Z' },
    ]);
  });

  it('says unknown where no config was read', () => {
    const report = reportImage({ ...single(), reference: 'docker.io/library/x:1', source });
    assert.equal(report.platforms[0]?.platform, 'unknown');
  });

  it('takes the age of an entry from its annotation', () => {
    const entry = {
      mediaType: IMAGE,
      digest: digestOf(1),
      size: 3,
      platform: platform('linux/amd64'),
      annotations: { 'org.opencontainers.image.created': '2026-01-02T03:04:05Z' },
    };
    const report = reportImage({
      reference: 'docker.io/library/x:1',
      digest: digestOf(2),
      size: 1,
      manifest: { kind: 'index', mediaType: INDEX, manifests: [entry] },
      source,
    });
    assert.equal(report.platforms[0]?.created, '2026-01-02T03:04:05Z');
  });
});
