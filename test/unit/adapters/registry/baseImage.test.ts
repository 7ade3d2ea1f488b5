import assert from 'node:assert/strict';
import type { BaseImage } from '../../../../src/core/dockerfile/resolution.ts';
import { parsePlatform } from '../../../../src/core/platform/platform.ts';
import {
  createShelf,
  manifestOf,
  putImage,
  putManifest,
  serveShelf,
} from '../../../support/registry/images.ts';
import type { LoopbackServer } from '../../../support/registry/loopbackServer.ts';
import { useRegistryTest } from '../../../support/registry/registryTest.ts';
import { useTemporaryFolder } from '../../../support/registry/temporaryFolder.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';

describe('resolveBaseImage', () => {
  const test = useRegistryTest();
  const folder = useTemporaryFolder();
  let server: LoopbackServer;

  beforeEach(async () => {
    const shelf = createShelf();
    const image = (tag: string, architecture: string, platform?: object) => {
      const digest = putImage(shelf, tag, {
        os: 'linux',
        architecture,
        config: {
          Env: ['PATH=/bin', `ARCH=${architecture}`, 'EMPTY='],
          OnBuild: ['COPY . /src'],
          WorkingDir: '/work',
        },
      });
      const size = shelf.manifests.get(digest)?.body.length ?? 0;
      return { mediaType: manifestType, digest, size, ...(platform && { platform }) };
    };
    const index = (tag: string, manifests: object[]) =>
      putManifest(shelf, tag, {
        mediaType: indexType,
        body: JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests }),
      });
    index('multi', [
      image('amd64', 'amd64', { os: 'linux', architecture: 'amd64' }),
      image('arm64', 'arm64', { os: 'linux', architecture: 'arm64', variant: 'v8' }),
    ]);
    index('unnamed', [image('s390x', 's390x')]);
    putImage(shelf, 'bare', { os: 'linux', architecture: 'amd64' });
    const config = {
      mediaType: 'application/vnd.example+json',
      digest: `sha256:${'0'.repeat(64)}`,
      size: 2,
    };
    putManifest(shelf, 'artifact', manifestOf(config));
    server = await test.serve(serveShelf(shelf));
  });

  const expected = (architecture: string): BaseImage => ({
    env: ['PATH=/bin', `ARCH=${architecture}`, 'EMPTY='],
    onbuild: ['COPY . /src'],
    workingDirectory: '/work',
    platform: `linux/${architecture}`,
  });

  const check = (tag: string, target: string, answer: BaseImage | RegExp, requests: number) => {
    it(`${tag} for ${target}`, async () => {
      const client = test.client({ cacheFolder: folder.path });
      const platform = parsePlatform(target);
      assert(platform.ok);
      const fact = await client.resolveBaseImage(`${server.host}/app:${tag}`, platform.value);
      if (!(answer instanceof RegExp)) {
        assert(fact.known, fact.known ? '' : fact.reason.message);
        assert.deepEqual(fact.value, answer);
      } else {
        assert(!fact.known);
        assert.match(fact.reason.message.replaceAll(server.host, 'HOST'), answer);
      }
      assert.equal(client.requestCount, requests);
      await client.settled();
      const warm = test.client({ cacheFolder: folder.path });
      assert.deepEqual(
        await warm.resolveBaseImage(`${server.host}/app:${tag}`, platform.value),
        fact,
      );
      assert.equal(warm.requestCount, tag === 'none' ? 1 : 0);
    });
  };
  check('multi', 'linux/amd64', expected('amd64'), 3);
  check('multi', 'linux/arm64', expected('arm64'), 3);
  check('multi', 'linux/riscv64', /^HOST\/app:multi has no image for linux\/riscv64\. Choose/, 1);
  check('unnamed', 'linux/s390x', expected('s390x'), 3);
  check('unnamed', 'linux/amd64', /^HOST\/app:unnamed has no image for linux\/amd64\./, 3);
  check('arm64', 'linux/amd64', expected('arm64'), 2);
  check('bare', 'linux/amd64', { env: [], onbuild: [], platform: 'linux/amd64' }, 2);
  check('artifact', 'linux/amd64', /^HOST\/app:artifact is no image that a build can start/, 1);
  check('none', 'linux/amd64', /^HOST has no app:none\./, 1);
});
