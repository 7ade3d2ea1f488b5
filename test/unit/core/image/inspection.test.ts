import assert from 'node:assert/strict';
import { compareConfigs } from '../../../../src/core/image/compareConfigs.ts';
import { compareImages } from '../../../../src/core/image/compareImages.ts';
import type { ImageInspection, PlatformDetails } from '../../../../src/core/image/inspection.ts';
import { parseManifest, type Descriptor } from '../../../../src/core/image/manifest.ts';
import { oddities } from '../../../../src/core/image/oddities.ts';
import { commonHosts, pickedBy } from '../../../../src/core/image/pickedBy.ts';
import { platformDetails } from '../../../../src/core/image/platformDetails.ts';
import {
  sharedLayers,
  storedSize,
  withSharedLayers,
} from '../../../../src/core/image/sharedLayers.ts';
import { startInspection } from '../../../../src/core/image/startInspection.ts';
import { parsePlatform, type Platform } from '../../../../src/core/platform/platform.ts';
import { recordedDigest, recordedText } from '../../../support/registry/recordedImages.ts';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const name = {
  ...{ reference: 'app', familiar: 'app', asOf: 0 },
  origin: { kind: 'registry', source: { registry: 'docker.io' } },
} as const;

function platformOf(text: string): Platform {
  const parsed = parsePlatform(text);
  assert(parsed.ok, text);
  return parsed.value;
}

/** An index of these platforms; '' for an entry without one. */
function index(...platforms: readonly string[]): ImageInspection {
  const manifests = platforms.map((platform): Descriptor => ({
    ...{ mediaType: manifestType, digest: `sha256:${platform}`, size: 1 },
    ...(platform !== '' && { platform: platformOf(platform) }),
  }));
  const manifest = { kind: 'index', mediaType: 'index', manifests } as const;
  return startInspection(name, { digest: platforms.join(), size: 1, manifest });
}

function single(platform: string): ImageInspection {
  const config = { mediaType: '', digest: '', size: 0 };
  const manifest = { kind: 'image', mediaType: manifestType, config, layers: [] } as const;
  const configPlatform = platformOf(platform);
  return startInspection(name, { digest: 'sha256:x', size: 1, manifest, configPlatform });
}

/** The recorded image of a platform. */
function recorded(tag: string, architecture: string): PlatformDetails {
  const list = parseManifest(JSON.parse(recordedText(recordedDigest(tag))));
  assert(list.ok && list.value.kind === 'index');
  const entry = list.value.manifests.find(
    ({ platform }) => platform?.architecture === architecture,
  );
  const manifest = parseManifest(JSON.parse(recordedText(entry?.digest ?? '')));
  assert(manifest.ok && manifest.value.kind === 'image');
  const config: unknown = JSON.parse(recordedText(manifest.value.config.digest));
  const details = platformDetails(manifest.value, config);
  assert(details.ok);
  return details.value;
}

/** The index with these details, in the order of its platforms. */
function withDetails(
  image: ImageInspection,
  ...details: readonly (Partial<PlatformDetails> | undefined)[]
): ImageInspection {
  const base = recorded('max', 'amd64');
  const platforms = image.platforms.map((entry, at) => {
    const own = details[at];
    if (own === undefined) return entry;
    return { ...entry, details: { known: true, value: { ...base, ...own }, asOf: 0 } as const };
  });
  return { ...image, platforms };
}

describe('what docker run picks', () => {
  for (const { image, picks } of [
    {
      image: index('linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/arm/v6', 'linux/386'),
      picks: ['exact', 'exact', 'exact', 'exact', 'exact', 'none'],
    },
    {
      image: index('linux/386', 'linux/arm/v6'),
      picks: [
        'instruction-set linux/386',
        'instruction-set linux/arm/v6',
        'variant linux/arm/v6',
        'exact',
        'exact',
        'none',
      ],
    },
    { image: index('linux/amd64'), picks: ['exact', 'none', 'none', 'none', 'none', 'none'] },
    {
      image: single('linux/arm64'),
      picks: [
        'anyway linux/arm64',
        'exact',
        ...Array<string>(3).fill('anyway linux/arm64'),
        'other-system linux',
      ],
    },
    {
      image: single('windows/amd64'),
      picks: [...Array<string>(5).fill('other-system windows'), 'exact'],
    },
    { image: index(''), picks: Array<string>(6).fill('unknown') },
    {
      image: withDetails(index(''), { configPlatform: platformOf('linux/arm64') }),
      picks: ['none', 'exact', 'none', 'none', 'none', 'none'],
    },
    {
      image: index('windows(10.0.17763.1)/amd64', 'windows(10.0.20348.1)/amd64'),
      picks: [
        ...Array<string>(5).fill('none'),
        'exact windows(10.0.17763.1)/amd64 depends on its version',
      ],
    },
    {
      image: index('windows(10.0.20348.1)/amd64'),
      picks: [...Array<string>(5).fill('none'), 'exact windows(10.0.20348.1)/amd64'],
    },
    { image: index(), picks: Array<string>(6).fill('none') },
  ]) {
    const platforms = image.platforms.map(({ platform }) => platform).join(', ');
    it(`of ${image.kind} ${platforms === '' ? 'nothing' : platforms}`, () => {
      const found = pickedBy(image, commonHosts).map(({ host, outcome, platform, ...rest }) =>
        [
          outcome,
          ...(platform === undefined || (outcome === 'exact' && platform === host)
            ? []
            : [platform]),
          ...(rest.system === undefined ? [] : [rest.system]),
          ...(rest.dependsOnVersion ? ['depends on its version'] : []),
        ].join(' '),
      );
      const unnamed = found.map((text) => text.replace(/^exact unknown$/, 'exact'));
      assert.deepEqual(unnamed, picks);
    });
  }

  it('on what is no platform: unknown', () => {
    const [pick] = pickedBy(index('linux/amd64'), ['a/b/c/d']);
    assert.deepEqual(pick, { host: 'a/b/c/d', outcome: 'unknown' });
  });
});

describe('the differences of configs', () => {
  it('are those of the recorded platforms', () => {
    const differences = compareConfigs(recorded('max', 'amd64'), recorded('max', 'arm64'));
    assert.deepEqual(
      differences.map(({ field, name: of, left, right }) => [field, of, left, right]),
      [
        ['environment', 'TARGET', 'amd64', 'arm64'],
        ['downloadSize', '', 1118537, 1066117],
        ['created', '', '2026-11-21T08:07:34.081862262Z', '2026-11-21T08:07:34.15388885Z'],
      ],
    );
  });

  it('are none where there are none', () => {
    const details = recorded('max', 'amd64');
    assert.deepEqual(compareConfigs(details, details), []);
  });

  const base = recorded('max', 'amd64');
  const { config } = base;
  for (const { what, other, difference } of [
    {
      what: 'an entrypoint that only one has',
      other: { config: { ...config, entrypoint: [] } },
      difference: { field: 'entrypoint', name: '', left: ['/bin/sh', '-c'] },
    },
    {
      what: 'another user',
      other: { config: { ...config, user: 'root' } },
      difference: { field: 'user', name: '', left: '1000:1000', right: 'root' },
    },
    {
      what: 'a variable that is not set',
      other: { config: { ...config, environment: { ...config.environment, ['__proto__x']: '' } } },
      difference: { field: 'environment', name: '__proto__x', right: '' },
    },
    {
      what: 'another base by its digest',
      other: { base: { name: base.base?.name ?? '', digest: 'sha256:1' } },
      difference: {
        field: 'base',
        name: '',
        left: 'docker.io/library/busybox:1.37',
        right: 'docker.io/library/busybox:1.37@sha256:1',
      },
    },
    {
      what: 'an annotation',
      other: { annotations: { ...base.annotations, a: 'b' } },
      difference: { field: 'annotations', name: 'a', right: 'b' },
    },
  ]) {
    it(`tell ${what}`, () => {
      assert.deepEqual(compareConfigs(base, { ...base, ...other }), [difference]);
    });
  }
});

describe('comparing images', () => {
  const of = (image: ImageInspection, changes: Readonly<Record<string, string>>) => ({
    ...image,
    digest: `${image.digest} changed`,
    platforms: image.platforms.map((entry) => ({
      ...entry,
      digest: changes[entry.platform] ?? entry.digest,
    })),
  });

  it('says what was added, lost and changed', () => {
    const before = index('linux/amd64', 'linux/arm/v7', 'linux/arm64');
    const after = of(index('linux/arm64', 'linux/amd64', 'linux/riscv64'), {
      'linux/amd64': 'new',
    });
    assert.deepEqual(compareImages(before, after), {
      same: false,
      added: ['linux/riscv64'],
      lost: ['linux/arm/v7'],
      changed: [{ platform: 'linux/amd64', before: 'sha256:linux/amd64', after: 'new' }],
      unchanged: ['linux/arm64'],
    });
  });

  it('takes aliases of a platform for the same', () => {
    const { lost, added } = compareImages(index('linux/arm64/v8'), index('linux/aarch64'));
    assert.deepEqual([lost, added], [[], []]);
  });

  it('tells differences where both are known', () => {
    const before = withDetails(index('linux/amd64'), {});
    const after = of(withDetails(index('linux/amd64'), { author: 'me' }), { 'linux/amd64': 'new' });
    assert.deepEqual(compareImages(before, after).changed[0]?.differences, [
      { field: 'author', name: '', right: 'me' },
    ]);
  });
});

describe('layers', () => {
  const layer = (digest: string, size: number) => ({
    ...{ digest, size, mediaType: '', createdBy: '' },
    sharedWith: [],
  });
  const image = withDetails(
    index('linux/amd64', 'linux/arm64', 'linux/s390x'),
    { layers: [layer('a', 10), layer('b', 5), layer('b', 5)] },
    { layers: [layer('b', 5), layer('c', 7)] },
    { layers: [layer('b', 5), layer('c', 7)] },
  );

  it('are shared by the platforms that have them', () => {
    assert.deepEqual(sharedLayers(image), [
      { digest: 'b', size: 5, platforms: ['linux/amd64', 'linux/arm64', 'linux/s390x'] },
      { digest: 'c', size: 7, platforms: ['linux/arm64', 'linux/s390x'] },
    ]);
    const arm64 = withSharedLayers(image).platforms[1]?.details;
    assert.deepEqual(arm64?.known && arm64.value.layers.map(({ sharedWith }) => sharedWith), [
      ['linux/amd64', 'linux/s390x'],
      ['linux/s390x'],
    ]);
  });

  it('are stored once', () => {
    assert.equal(storedSize(image), 22);
  });

  it('do not make a hostile image grow', () => {
    const layers = Array.from({ length: 500 }, (_, at) => layer(`${at}`, 1));
    const platforms = Array.from({ length: 100 }, (_, at) => `linux/a${at}`);
    const many = withDetails(index(...platforms), ...platforms.map(() => ({ layers })));
    assert(JSON.stringify(withSharedLayers(many)).length < 10_000_000);
  });
});

describe('oddities', () => {
  for (const { what, image, codes } of [
    { what: 'none of a plain image', image: index('linux/amd64', 'linux/arm64'), codes: [] },
    {
      what: 'a platform that is there twice, once',
      image: index('linux/amd64', 'linux/amd64', 'linux/amd64'),
      codes: ['duplicate-platform'],
    },
    {
      what: 'a config of another platform',
      image: withDetails(index('linux/arm64'), { configPlatform: platformOf('linux/amd64') }),
      codes: ['platform-mismatch'],
    },
    {
      what: 'none of a config without variant',
      image: withDetails(index('linux/arm/v6'), {
        configPlatform: { os: 'linux', architecture: 'arm' },
      }),
      codes: [],
    },
    {
      what: 'an attestation of nothing',
      image: {
        ...index('linux/amd64'),
        attestations: [{ of: 'sha256:gone', digest: 'sha256:a', platform: '' }],
      },
      codes: ['orphan-attestation'],
    },
    { what: 'schema 1', image: { ...index(), kind: 'legacy' as const }, codes: ['legacy'] },
  ]) {
    it(`are ${what}`, () => {
      assert.deepEqual(
        oddities(image).map(({ code }) => code),
        codes,
      );
    });
  }
});
