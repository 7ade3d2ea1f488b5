import assert from 'node:assert/strict';
import { attestedDigest, isAttestation } from '../../../../src/core/image/attestation.ts';
import { assembleList, type ListWishes } from '../../../../src/core/manifestList/assemble.ts';
import type { ListSource } from '../../../../src/core/manifestList/listSource.ts';
import { formatPlatformAll, type Platform } from '../../../../src/core/platform/platform.ts';
import { digestOf, imageSource, listSource, withNumbers } from '../../../support/listSources.ts';

const amd64: Platform = { os: 'linux', architecture: 'amd64' };
const arm64: Platform = { os: 'linux', architecture: 'arm64' };
const [docker, oci] = [
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.index.v1+json',
];

function assembled(sources: readonly ListSource[], wishes?: ListWishes) {
  const { list } = assembleList(sources, wishes);
  assert(list);
  const entries = list.entries.map(({ descriptor }) => {
    const { platform, digest } = descriptor;
    const name = isAttestation(descriptor)
      ? `@${attestedDigest(descriptor) ?? ''}`
      : platform
        ? formatPlatformAll(platform)
        : '-';
    return withNumbers(`${name}=${digest}`);
  });
  return { list, entries: entries.join(' ') };
}

describe('the entries that sources give to a list', () => {
  /** Images are `platform=#number`, a statement about one is `@#number=#number`. */
  const check = (
    name: string,
    sources: readonly ListSource[],
    expected: string,
    how: { readonly wishes?: ListWishes; readonly type?: string; readonly isCopy?: boolean } = {},
  ) =>
    it(name, () => {
      const { list, entries } = assembled(sources, how.wishes);
      assert.equal(entries, expected);
      assert.deepEqual([list.mediaType, list.isCopy], [how.type ?? oci, how.isCopy ?? false]);
      if (list.isCopy) assert.equal(list.body, sources[0]?.body);
    });

  const image = imageSource('linux/amd64=1');
  const list = listSource('linux/amd64=1 linux/arm64=2 @1=11 @2=12 @=13');
  const all = 'linux/amd64=#1 linux/arm64=#2 @#1=#11 @#2=#12 @=#13';

  check('an image', [image], 'linux/amd64=#1');
  check('an image that is to stay one', [image], 'linux/amd64=#1', {
    wishes: { asIs: true },
    type: image.mediaType,
    isCopy: true,
  });
  check(
    'two that are to stay as they are',
    [image, imageSource('linux/arm64=2')],
    'linux/amd64=#1 linux/arm64=#2',
    {
      wishes: { asIs: true },
    },
  );
  check('a list', [list], all, { isCopy: true });
  check('a list that is of the wished type', [list], all, {
    wishes: { type: 'oci' },
    isCopy: true,
  });
  check('a list that is of another type', [list], all, {
    wishes: { type: 'docker' },
    type: docker,
  });
  check('a list with an annotation', [list], all, { wishes: { annotations: { a: 'b' } } });
  check('a list whose images get one', [{ ...list, change: { annotations: { a: 'b' } } }], all);
  check('a list of which nothing is changed', [{ ...list, change: { annotations: {} } }], all, {
    isCopy: true,
  });
  check(
    'a list but for a platform',
    [{ ...list, except: [arm64] }],
    'linux/amd64=#1 @#1=#11 @=#13',
  );
  check(
    'a list but for one that it lacks',
    [{ ...list, except: [{ ...arm64, os: 'freebsd' }] }],
    all,
  );
  check('only a platform of a list', [{ ...list, only: [arm64] }], 'linux/arm64=#2 @#2=#12');
  check(
    'all but what is no platform',
    [{ ...listSource('-=1 linux/arm64=2'), only: [arm64] }],
    'linux/arm64=#2',
  );
  check(
    'an image that is left out',
    [{ ...image, except: [amd64] }, imageSource('linux/386=2')],
    'linux/386=#2',
  );
  check(
    'an image that a list says more of',
    [imageSource('linux/amd64=2'), listSource('linux/amd64/v2=2')],
    'linux/amd64/v2=#2',
  );
  check(
    'an image that a list says nothing of',
    [listSource('-=1'), image, listSource('-=1')],
    'linux/amd64=#1',
  );
});

describe('annotations of a list', () => {
  const own = { annotations: { a: '1', b: '2' } };
  const rows: readonly (readonly [
    string,
    readonly ListSource[],
    ListWishes,
    object | undefined,
  ])[] = [
    ['are kept when it is copied', [listSource('linux/amd64=1', own)], {}, own.annotations],
    [
      'are added',
      [listSource('linux/amd64=1', own)],
      { annotations: { b: '3', c: '4' } },
      { a: '1', b: '3', c: '4' },
    ],
    [
      'are not those of one of several',
      [listSource('linux/amd64=1', own), listSource('linux/386=2')],
      {},
      undefined,
    ],
    ['are wished', [imageSource('linux/amd64=1')], { annotations: { a: 'b' } }, { a: 'b' }],
    ['are none', [listSource('linux/amd64=1')], {}, undefined],
  ];
  for (const [name, sources, wishes, expected] of rows) {
    it(name, () => {
      const { list } = assembled(sources, wishes);
      assert.deepEqual(list.annotations, expected);
      const written = JSON.parse(list.body) as { annotations?: object };
      assert.deepEqual(written.annotations, expected);
    });
  }

  it('of an image that is there twice are those of both', () => {
    const entry = (annotations: object, more: object) => ({
      ...{ mediaType: oci.replace('index', 'manifest'), digest: digestOf(1), size: 1 },
      ...{ platform: { ...amd64, ...more }, annotations },
    });
    const sources = [
      listSource('', {
        manifests: [{ ...entry({ a: '1', b: '2' }, { features: ['sse4'] }), urls: ['x'] }],
      }),
      listSource('', { manifests: [{ ...entry({ b: '3' }, {}), data: 'e30=' }] }),
    ];
    const { list } = assembled(sources);
    assert.deepEqual(list.entries, [
      {
        source: 0,
        descriptor: {
          ...{ mediaType: oci.replace('index', 'manifest'), digest: digestOf(1), size: 1 },
          ...{ platform: amd64, annotations: { a: '1', b: '3' } },
        },
        rest: { data: 'e30=', urls: ['x'] },
        platformRest: { features: ['sse4'] },
      },
    ]);
  });
});
