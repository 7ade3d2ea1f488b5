import assert from 'node:assert/strict';
import type { StoredImage } from '../../../../src/core/image/storedImage.ts';
import { groupStored, type StoredOrder } from '../../../../src/core/image/storedRepositories.ts';
import { parsePlatform } from '../../../../src/core/platform/platform.ts';
import { assertProportional } from '../../../support/growth.ts';

function image(
  id: string,
  more: Partial<StoredImage> & { readonly on?: string } = {},
): StoredImage {
  const { on, ...rest } = more;
  return {
    ...{ id: `sha256:${id}`, created: 0, tags: [], digests: [], size: 1, containers: 0 },
    platforms: on?.split(',').map((text) => {
      const platform = parsePlatform(text);
      assert(platform.ok);
      return {
        ...{ platform: platform.value, digest: text, isPresent: true },
        ...{ contentSize: 1, unpackedSize: 0, containers: 0 },
      };
    }),
    attestations: 0,
    ...rest,
  };
}

const images: readonly StoredImage[] = [
  image('a1', {
    tags: ['busybox:1.37', 'busybox:1.37.0'],
    created: 3,
    on: 'linux/amd64,linux/arm64',
  }),
  image('b2', { tags: ['127.0.0.1:5000/team/app:1'], created: 9, on: 'linux/amd64' }),
  image('c3', { tags: ['busybox:1.36'], created: 5 }),
  image('d4', { digests: ['busybox@sha256:feed'], created: 1, on: 'linux/arm/v7' }),
  image('e5', { tags: ['<none>:<none>'], digests: ['<none>@<none>'], created: 7 }),
  image('f6', { tags: ['App:1', '127.0.0.1:5000/notag'], created: undefined }),
  image('07', { tags: ['app-arm64:dev'], digests: ['app-arm64@sha256:07'], created: 2 }),
];

function draw(filter: string, order: StoredOrder): readonly string[] {
  const { repositories, dangling } = groupStored(images, { filter, order });
  return [
    ...repositories.map(
      ({ name, names }) => `${name}: ${names.map(({ label }) => label).join(' ')}`,
    ),
    ...dangling.map(({ id }) => id),
  ];
}

describe('groupStored', () => {
  const check = (filter: string, order: StoredOrder, expected: readonly string[]) =>
    it(`${filter === '' ? 'all' : filter}, by ${order}`, () => {
      assert.deepEqual(draw(filter, order), expected);
    });

  check('', 'name', [
    '127.0.0.1:5000/team/app: 1',
    'App: 1',
    'app-arm64: dev',
    'busybox: 1.36 1.37 1.37.0 @sha256:feed',
    'sha256:e5',
  ]);
  check('', 'age', [
    '127.0.0.1:5000/team/app: 1',
    'busybox: 1.36 1.37 1.37.0 @sha256:feed',
    'app-arm64: dev',
    'App: 1',
    'sha256:e5',
  ]);
  check('1.37', 'name', ['busybox: 1.37 1.37.0']);
  check('BUSY 36', 'name', ['busybox: 1.36']);
  // A word is a part of a name or of a platform.
  check('arm64', 'name', ['app-arm64: dev', 'busybox: 1.37 1.37.0']);
  check('linux/arm', 'name', ['busybox: 1.37 1.37.0 @sha256:feed']);
  check('busybox linux/arm64', 'name', ['busybox: 1.37 1.37.0']);
  check('e5', 'name', ['sha256:e5']);
  check('nothing', 'name', []);
  check('  ', 'name', [
    '127.0.0.1:5000/team/app: 1',
    'App: 1',
    'app-arm64: dev',
    'busybox: 1.36 1.37 1.37.0 @sha256:feed',
    'sha256:e5',
  ]);

  it('takes 2,000 images in its stride', () => {
    const many = Array.from({ length: 2000 }, (_, at) =>
      image(String(at), { tags: [`host/team${at % 97}/app${at % 389}:${at}`], created: at }),
    );
    assertProportional((share) => {
      const some = many.slice(0, many.length * share);
      for (let time = 0; time < 3; time++) {
        groupStored(some, { filter: 'app1 linux', order: 'age' });
      }
    });
  });
});
