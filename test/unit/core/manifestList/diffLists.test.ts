import assert from 'node:assert/strict';
import { diffLists, type ComparedList } from '../../../../src/core/manifestList/diffLists.ts';
import { lostPlatforms } from '../../../../src/core/manifestList/lostPlatforms.ts';
import type { ListEntry } from '../../../../src/core/manifestList/listEntry.ts';
import { parsePlatform } from '../../../../src/core/platform/platform.ts';
import { assertProportional } from '../../../support/growth.ts';

/** e.g. `linux/arm64=a` for an image, `@a=s` for a statement `s` about it, `-=b` for one without a platform. */
function entry(text: string): ListEntry {
  const [name = '', digest = '', note] = text.split('=');
  const base = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size: 1 };
  if (name.startsWith('@')) {
    const annotations = {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': name.slice(1),
    };
    const platform = { os: 'unknown', architecture: 'unknown' };
    return { descriptor: { ...base, annotations, platform }, rest: {} };
  }
  const annotations = note === undefined ? undefined : { note };
  const more = { ...(annotations && { annotations }) };
  if (name === '-') return { descriptor: { ...base, ...more }, rest: {} };
  const platform = parsePlatform(name);
  assert(platform.ok, name);
  return { descriptor: { ...base, ...more, platform: platform.value }, rest: {} };
}

function list(text: string, annotations = {}): ComparedList {
  const entries = text === '' ? [] : text.split(' ').map(entry);
  return { mediaType: 'application/vnd.oci.image.index.v1+json', entries, annotations };
}

describe('what a new manifest list changes', () => {
  const rows: readonly [
    before: string | undefined,
    after: string,
    platforms: string,
    rest?: string,
  ][] = [
    [undefined, 'linux/amd64=a', '+linux/amd64'],
    ['linux/amd64=a', 'linux/amd64=a', '=linux/amd64'],
    ['linux/amd64=a', 'linux/amd64=b', '!linux/amd64'],
    ['linux/amd64=a', 'linux/amd64=a linux/arm64=b', '=linux/amd64 +linux/arm64'],
    ['linux/amd64=a linux/arm64=b', 'linux/arm64=b', '=linux/arm64 -linux/amd64'],
    ['linux/arm64/v8=a', 'linux/arm64=a', '~linux/arm64'],
    ['linux/arm64=a', 'linux/arm64=a=note', '~linux/arm64'],
    ['linux/arm/v7=a', 'linux/arm/v6=a', '+linux/arm/v6 -linux/arm/v7'],
    ['linux/amd64=a', 'linux/arm64=a', '+linux/arm64 -linux/amd64'],
    ['linux/amd64=a', 'linux/arm64=a linux/amd64=b', '+linux/arm64 !linux/amd64'],
    ['linux/amd64=a', '-=a', '+ -linux/amd64'],
    ['-=a linux/amd64=b', 'linux/amd64=a', '!linux/amd64 -'],
    ['linux/arm/v6=a', 'linux/arm/v7=b', '+linux/arm/v7 -linux/arm/v6'],
    ['-=a', 'linux/riscv64=a', '~linux/riscv64'],
    [
      'linux/amd64=a linux/amd64=b',
      'linux/amd64=b linux/amd64=c',
      '=linux/amd64 !linux/amd64',
      'reordered',
    ],
    ['linux/amd64=a linux/amd64=b', 'linux/amd64=b', '=linux/amd64 -linux/amd64'],
    [
      'linux/amd64=a linux/arm64=b',
      'linux/arm64=b linux/amd64=a',
      '=linux/arm64 =linux/amd64',
      'reordered',
    ],
    [
      'windows(10.0.17763.1)/amd64=a windows(10.0.20348.1)/amd64=b',
      'windows(10.0.20348.1)/amd64=b',
      '=windows(10.0.20348.1)/amd64 -windows(10.0.17763.1)/amd64',
    ],
    ['linux/amd64=a @a=s', 'linux/amd64=b @b=t', '!linux/amd64', '+t -s'],
    ['linux/amd64=a @a=s', 'linux/amd64=a', '=linux/amd64', '-s'],
    ['linux/amd64=a @a=s', 'linux/amd64=a @a=s', '=linux/amd64', '=s'],
    ['linux/amd64=a', 'linux/amd64=a @=s', '=linux/amd64', '+s'],
    // Of two for one platform the first stands for the first.
    ['linux/amd64=a linux/amd64=b', 'linux/amd64=c linux/amd64=d', '!linux/amd64 !linux/amd64'],
    ['-=a -=b', 'linux/arm64=b linux/amd64=a', '~linux/arm64 ~linux/amd64', 'reordered'],
    ['linux/arm64=a', '-=b linux/arm64=a', '+ =linux/arm64'],
    ['', '', ''],
  ];
  const signs = { added: '+', lost: '-', replaced: '!', rewritten: '~', kept: '=', dropped: '-' };
  for (const [before, after, platforms, rest = ''] of rows) {
    it(`${before ?? '(new)'} → ${after}`, () => {
      const diff = diffLists(before === undefined ? undefined : list(before), list(after));
      const shown = diff.platforms.map(({ platform, change }) => signs[change] + platform);
      assert.equal(shown.join(' '), platforms);
      const others = diff.attestations.map(({ digest, change }) => signs[change] + digest);
      assert.equal([...(diff.isReordered ? ['reordered'] : []), ...others].join(' '), rest);
    });
  }

  it('tells which images and statements it means', () => {
    const diff = diffLists(
      list('linux/amd64=a linux/arm64=b linux/arm=c @a=s'),
      list('linux/amd64=a linux/arm64=d linux/386=e @d=t @a=u'),
    );
    assert.deepEqual(
      diff.platforms.map(({ platform, before, after }) => [platform, before, after]),
      [
        ['linux/amd64', 'a', 'a'],
        ['linux/arm64', 'b', 'd'],
        ['linux/386', undefined, 'e'],
        ['linux/arm/v7', 'c', undefined],
      ],
    );
    assert.deepEqual(diff.attestations, [
      { digest: 't', change: 'added', of: 'd' },
      { digest: 'u', change: 'added', of: 'a' },
      { digest: 's', change: 'dropped', of: 'a' },
    ]);
    assert.deepEqual(lostPlatforms([diff, diff]), ['linux/arm/v7']);
  });

  const notes: readonly [before: object, after: object, change: string][] = [
    [{ annotations: { a: '1', b: '2' } }, { annotations: { b: '2', a: '1' } }, 'kept'],
    [{ annotations: { a: '1', b: '2' } }, { annotations: { a: '1', b: '3' } }, 'rewritten'],
    [{ size: 1 }, { size: 2 }, 'rewritten'],
    [{}, { artifactType: 'sbom' }, 'rewritten'],
  ];
  for (const [before, after, change] of notes) {
    it(`${JSON.stringify(before)} → ${JSON.stringify(after)}`, () => {
      const [old, now] = [before, after].map((words) => {
        const { descriptor, rest } = entry('linux/amd64=a');
        return { ...list(''), entries: [{ descriptor: { ...descriptor, ...words }, rest }] };
      });
      assert(now);
      assert.equal(diffLists(old, now).platforms[0]?.change, change);
    });
  }

  it('sees members that mean nothing to us', () => {
    const now = { ...entry('linux/amd64=a'), rest: { urls: ['https://a.test'] } };
    const { platforms } = diffLists(list('linux/amd64=a'), { ...list(''), entries: [now] });
    assert.equal(platforms[0]?.change, 'rewritten');
  });

  it('names annotations and the media type', () => {
    const before = { ...list('', { a: '1', b: '2', c: '3' }), mediaType: 'docker' };
    const diff = diffLists(before, list('', { a: '1', b: '9', d: '4' }));
    assert.deepEqual(diff.annotations, ['b', 'c', 'd']);
    assert.deepEqual(diff.mediaType, { before: 'docker', after: list('').mediaType });
    assert.equal(diffLists(list(''), list('')).mediaType, undefined);
  });

  it('takes a time in proportion to the lists', () => {
    const type = list('').mediaType;
    assertProportional((share) => {
      const size = 4_000 * share;
      const entries = Array.from({ length: size }, (_, at) => entry(`linux/amd64=${String(at)}`));
      const others = Array.from({ length: size }, (_, at) => entry(`linux/amd64=x${String(at)}`));
      diffLists({ mediaType: type, entries }, { mediaType: type, entries: others });
    });
  });
});
