import assert from 'node:assert/strict';
import type { EngineImage, Fact, ImageFacts } from '../../../../src/core/facts.ts';
import { engineServes, serveRequest } from '../../../../src/core/image/coverage.ts';
import { withLocalImage, type LocalImage } from '../../../../src/core/image/localImage.ts';
import type { Manifest } from '../../../../src/core/image/manifest.ts';
import {
  formatPlatform,
  parsePlatform,
  type Platform,
} from '../../../../src/core/platform/platform.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER_DIGEST = `sha256:${'b'.repeat(64)}`;
const NAME = { reference: 'docker.io/library/app:1', registry: 'docker.io' };
const ASKED = 7;

function platform(text: string): Platform {
  const parsed = parsePlatform(text);
  assert.ok(parsed.ok, text);
  return parsed.value;
}

const manifest: Manifest = {
  kind: 'image',
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: DIGEST, size: 2 },
  layers: [],
};

const elsewhere: ImageFacts = {
  reference: NAME.reference,
  digest: OTHER_DIGEST,
  size: 3,
  manifest,
  configPlatform: platform('linux/arm64'),
  source: { registry: 'docker.io' },
};

describe('an image that the engine has', () => {
  it('is all that counts in a store that keeps what the registry sent', async () => {
    const image = { store: 'containerd', digest: DIGEST, size: 1, manifest } as const;
    const more = { configPlatform: platform('linux/amd64'), created: '2024-01-15T00:00:00Z' };
    const expected = {
      ...{ reference: NAME.reference, digest: DIGEST, size: 1, manifest },
      source: { registry: 'docker.io', engine: true },
    };
    for (const [local, value] of [
      [image, expected],
      [
        { ...image, ...more },
        { ...expected, ...more },
      ],
    ] as readonly (readonly [LocalImage, unknown])[]) {
      const fact = await withLocalImage(NAME, local, ASKED, () =>
        Promise.reject(new Error('The registry does not count.')),
      );
      assert.deepEqual(fact, { known: true, value, asOf: ASKED });
    }
  });

  const engineImage: EngineImage = { digest: DIGEST, platform: platform('linux/amd64') };
  const classic: LocalImage = { store: 'classic', base: {}, ...engineImage };

  it('stands beside that of the registry in a store that keeps one platform', async () => {
    const known: Fact<ImageFacts> = { known: true, value: elsewhere, asOf: 5 };
    const fact = await withLocalImage(NAME, classic, ASKED, () => Promise.resolve(known));
    assert.deepEqual(fact, { known: true, value: { ...elsewhere, engineImage }, asOf: 5 });
    assert.ok(fact.known);
    const services = ['linux/amd64', 'linux/386', 'linux/arm64', 'linux/s390x'].map((target) => {
      const service = serveRequest(fact.value, platform(target));
      return 'descriptor' in service
        ? `${service.how} ${formatPlatform(service.platform)} ${service.descriptor.digest}`
        : service.how;
    });
    assert.deepEqual(services, [
      `exact linux/amd64 ${DIGEST}`,
      'missing',
      `exact linux/arm64 ${OTHER_DIGEST}`,
      'missing',
    ]);
    assert.deepEqual(serveRequest(fact.value, platform('linux/amd64')), {
      how: 'exact',
      platform: platform('linux/amd64'),
      descriptor: {
        mediaType: 'application/vnd.docker.container.image.v1+json',
        digest: DIGEST,
        size: 0,
      },
    });
  });

  it('says nothing of other platforms when the registry does not answer', async () => {
    const reason = { code: 'unreachable', message: 'no route' } as const;
    const unknown = { known: false, reason } as unknown as Fact<ImageFacts>;
    const fact = await withLocalImage(NAME, classic, ASKED, () => Promise.resolve(unknown));
    assert.deepEqual(fact, {
      known: true,
      value: {
        reference: NAME.reference,
        digest: DIGEST,
        size: 0,
        manifest: {
          kind: 'image',
          mediaType: '',
          config: { mediaType: '', digest: '', size: 0 },
          layers: [],
        },
        source: { registry: 'docker.io', engine: true },
        engineImage,
        elsewhere: reason,
      },
      asOf: ASKED,
    });
  });
});

describe('whether an engine takes its own image', () => {
  function check(image: Platform, requested: string, expected: boolean): void {
    it(`${JSON.stringify(image)} for ${requested}`, () => {
      assert.equal(
        engineServes({ digest: DIGEST, platform: image }, platform(requested)),
        expected,
      );
    });
  }
  const linux = (architecture: string, variant?: string): Platform => ({
    os: 'linux',
    architecture,
    ...(variant !== undefined && { variant }),
  });
  check(linux('amd64'), 'linux/amd64', true);
  check(linux('386'), 'linux/amd64', true);
  check(linux('amd64'), 'linux/386', false);
  check(linux('arm'), 'linux/arm/v6', true);
  check(linux('arm', 'v7'), 'linux/arm/v6', false);
  check(linux('arm', 'v6'), 'linux/arm/v7', true);
  check(linux('arm'), 'linux/arm/v5', true);
  check(linux('arm'), 'windows/arm/v5', false);
  check(linux('arm64'), 'linux/arm/v6', false);
  check({ os: 'windows', architecture: 'amd64' }, 'linux/amd64', false);
});
