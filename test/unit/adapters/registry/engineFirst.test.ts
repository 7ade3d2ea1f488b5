import assert from 'node:assert/strict';
import {
  createEngineFirst,
  type ImageReader,
  type LocalImages,
} from '../../../../src/adapters/registry/engineFirst.ts';
import type { BaseImage } from '../../../../src/core/dockerfile/resolution.ts';
import type { Fact, ImageFacts } from '../../../../src/core/facts.ts';
import type { LocalImage } from '../../../../src/core/image/localImage.ts';
import { parsePlatform } from '../../../../src/core/platform/platform.ts';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

function platformOf(text: string) {
  const platform = parsePlatform(text);
  assert(platform.ok);
  return platform.value;
}

/** What the engine has under `app:1`; the registry has everything. */
const single: LocalImage = {
  store: 'containerd',
  digest: digest('1'),
  size: 1,
  manifest: {
    kind: 'image',
    mediaType: 'm',
    config: { mediaType: '', digest: '', size: 0 },
    layers: [],
  },
  configPlatform: platformOf('linux/amd64'),
  base: { env: ['FROM=single'] },
};
const index: LocalImage = {
  store: 'containerd',
  digest: digest('2'),
  size: 1,
  manifest: {
    kind: 'index',
    mediaType: 'i',
    manifests: ['linux/amd64', 'linux/arm64'].map((platform) => ({
      ...{ mediaType: 'm', digest: digest('3'), size: 1, platform: platformOf(platform) },
    })),
  },
};
const classic: LocalImage = {
  store: 'classic',
  digest: digest('4'),
  platform: platformOf('linux/amd64'),
  base: { env: ['FROM=classic'] },
};

describe('images of the engine before those of registries', () => {
  const asked: string[] = [];
  beforeEach(() => {
    asked.length = 0;
  });

  const registries: ImageReader = {
    resolve(reference): Promise<Fact<ImageFacts>> {
      asked.push(reference);
      const value: ImageFacts = {
        ...{ reference, digest: digest('9'), size: 1 },
        manifest: { kind: 'index', mediaType: 'i', manifests: [] },
        source: { registry: 'docker.io' },
      };
      return Promise.resolve({ known: true, asOf: 1, value });
    },
    resolveBaseImage(reference): Promise<Fact<BaseImage>> {
      asked.push(reference);
      return Promise.resolve({ known: true, asOf: 1, value: { env: ['FROM=registry'] } });
    },
  };

  function reader(local: LocalImage | undefined, mayAsk = true): ImageReader {
    const images: LocalImages = {
      read: (reference) =>
        Promise.resolve(reference === 'docker.io/library/app:1' ? local : undefined),
      readBase: (_, { architecture }) =>
        Promise.resolve(architecture === 'amd64' ? { env: ['FROM=list'] } : undefined),
    };
    return createEngineFirst(registries, {
      localImages: () => images,
      mayAsk: () => mayAsk,
      now: () => 7,
    });
  }

  const check = (
    name: string,
    local: LocalImage | undefined,
    text: string,
    expected: readonly [digest: string, isEngine: boolean, requests: number],
    mayAsk?: boolean,
  ) => {
    it(`${name}: ${text}`, async () => {
      const fact = await reader(local, mayAsk).resolve(text);
      assert(fact.known);
      const { value } = fact;
      assert.deepEqual(
        [value.digest, value.source.engine === true, asked.length],
        [digest(expected[0]), expected[1], expected[2]],
      );
      assert.equal(fact.asOf, value.source.engine ? 7 : 1);
    });
  };
  check('a single image', single, 'app:1', ['1', true, 0]);
  check('a manifest list', index, 'docker.io/library/app:1', ['2', true, 0]);
  check('the classic store', classic, 'app:1', ['9', false, 1]);
  check('another name', single, 'app:2', ['9', false, 1]);
  check('no engine image', undefined, 'app:1', ['9', false, 1]);
  check('nobody may be asked', single, 'app:1', ['9', false, 1], false);
  check('text that is no reference', single, 'App', ['9', false, 1]);

  const inherit = (
    name: string,
    local: LocalImage | undefined,
    platform: string,
    expected: string,
    requests: readonly string[] = [],
  ) => {
    it(`a build for ${platform} on ${name} inherits from the ${expected}`, async () => {
      const fact = await reader(local).resolveBaseImage('app:1', platformOf(platform));
      assert.deepEqual(fact.known && fact.value.env, [`FROM=${expected}`]);
      assert.deepEqual(asked, requests);
    });
  };
  const pinned = `docker.io/library/app@${digest('2')}`;
  inherit('a single image', single, 'linux/arm64', 'single');
  inherit('a manifest list', index, 'linux/amd64', 'list');
  inherit('a list of which the engine lacks the platform', index, 'linux/arm64', 'registry', [
    pinned,
  ]);
  inherit('a list without the platform', index, 'linux/s390x', 'registry', [pinned]);
  inherit('an image that fits', classic, 'linux/amd64', 'classic');
  inherit('an image that does not fit', classic, 'linux/arm64', 'registry', ['app:1']);
  inherit('no image of the engine', undefined, 'linux/amd64', 'registry', ['app:1']);

  it('end with the signal', async () => {
    const stop = new AbortController();
    stop.abort();
    const { signal } = stop;
    await assert.rejects(reader(single).resolve('app:1', { signal }), { name: 'AbortError' });
  });
});
