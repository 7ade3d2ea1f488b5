import assert from 'node:assert/strict';
import type { UnknownCode } from '../../../../src/core/facts.ts';
import type { ImageInspection, ImageSubject } from '../../../../src/core/image/inspection.ts';
import { imagePage } from '../../../../src/extension/images/inspector/imagePage.ts';
import {
  nameOf,
  newlyInspected,
  type InspectedImage,
} from '../../../../src/extension/images/inspector/inspected.ts';
import { lyingImage } from '../../../support/audits.ts';
import { drawBlock, drawPage } from '../../../support/drawPage.ts';
import { countedInspection, sampleInspection } from '../../../support/inspections.ts';
import { english } from '../../../support/wording.ts';

const subject: ImageSubject = { kind: 'registry', reference: 'nginx:1.27' };
const platforms = ['linux/amd64', 'linux/arm64', 'linux/arm/v7'];

function pageOf(value: ImageInspection, more: Partial<InspectedImage> = {}) {
  const known = { known: true as const, value, asOf: value.asOf };
  const image = { ...newlyInspected(subject, 'editor'), busy: false, inspection: known, ...more };
  return imagePage(image, english);
}

/** The lines of one part of the page: of a section, or of the table under the page's buttons. */
function part(id: string, value: ImageInspection, more: Partial<InspectedImage> = {}) {
  const block = pageOf(value, more).blocks.find((one) => 'id' in one && one.id === id);
  assert(block, id);
  return drawBlock(block).map((line) => line.replace(/(sha256:\w{4})\w{8}/g, '$1'));
}

describe('the page about an image', () => {
  it('begins with what it is, where it comes from and when that was seen', () => {
    assert.deepEqual(drawPage(pageOf(sampleInspection({ platforms }))).slice(0, 7), [
      '# nginx:1.27',
      'Manifest list · from docker.io',
      'Digest: sha256:1bc04b5291c2 [Copy digest]',
      'Media type: application/vnd.oci.image.index.v1+json quiet:10,234 bytes',
      'Seen: 2026-03-14T09:26:00.000Z',
      '[Show Index JSON] [Compare…] [Change or Copy…] [Refresh]',
      '3 platforms:',
    ]);
  });

  it('has a row for each platform', () => {
    assert.deepEqual(part('platforms', sampleInspection({ platforms: ['linux/arm64'] })), [
      '1 platform:',
      '| Platform | Digest | Download | Created | Layers | Base | Starts | JSON',
      '| linux/arm64 | sha256:b3e3 [Copy digest] | 36.5 MB | 2026-02-05T21:00:00.000Z | 3 | docker.io/library/debian:bookworm-slim [Inspect] | /docker-entrypoint.sh nginx -g daemon off; | [Manifest] [Config]',
    ]);
  });

  it('shows platforms before their configs are read', () => {
    const value = sampleInspection({ platforms: ['linux/arm64'], stage: 'index' });
    assert.deepEqual(part('platforms', value).slice(2), [
      '| linux/arm64 | sha256:b3e3 [Copy digest] | quiet:reading… |  |  |  |  | [Manifest]',
    ]);
    assert.equal(pageOf(value, { busy: true }).status, 'Reading the platforms of nginx:1.27…');
  });

  it('offers no documents of the engine, which shows none', () => {
    const origin = { kind: 'engine', store: 'containerd' } as const;
    const value = { ...sampleInspection({ platforms }), origin };
    assert.doesNotMatch(drawPage(pageOf(value)).join('\n'), /JSON|\[Manifest\]|\[Config\]/);
    const columns = part('platforms', value)
      .slice(1)
      .map((row) => row.split(' | ').length);
    assert.deepEqual(new Set(columns), new Set([7]));
  });

  it('reads what a registry counts only when it is wanted, and says what that costs', () => {
    const two = ['linux/arm64', 'linux/s390x'];
    const [, s390x] = sampleInspection({ platforms: two }).platforms;
    const value = countedInspection({ platforms: two }, [s390x?.digest ?? '']);
    const lines = drawPage(pageOf(value));
    assert.deepEqual(lines.slice(5, 9), [
      'Asked for: manifests: 1, configs: 1',
      'Pulls left: 76 of 100 in 6 h, as docker.io says',
      '[Show Index JSON] [Compare…] [Change or Copy…] [Refresh]',
      'plain: docker.io counts every manifest that is read as a pull, so a platform is read when you want to see it.',
    ]);
    assert.equal(lines[9], '[Read 1 Platform (1 Pull)]');
    assert.deepEqual(
      part('platforms', value)[2],
      [
        '| linux/arm64 | sha256:b3e3 [Copy digest] | quiet:not read yet [Read] |  |  |  |  | [Manifest]',
      ].join(),
    );
    assert.match(part('layers', value).join('\n'), /linux\/arm64 .*not read yet/);
    assert.match(part('configs', value).join('\n'), /^.*Config differences$/);
    assert.match(
      part('attestations', value, { opened: new Set(['attestations']) }).join('\n'),
      /linux\/s390x .*not read yet/,
    );
    const rest = drawPage(pageOf(countedInspection({ platforms: two })));
    assert(rest.includes('[Read 2 Platforms (2 Pulls)]'));
    assert(rest.includes('Asked for: nothing of the platforms: what is shown was kept'));
  });

  it('shows one kind of what refers to the image, where there are several', () => {
    const referrer = (kind: 'signature' | 'sbom', digit: string) => ({
      ...{ kind, digest: `sha256:${digit.repeat(64)}`, mediaType: 'm', size: 3 },
      ...{ artifactType: kind, annotations: {} },
    });
    const referrers = {
      ...{ known: true as const, asOf: 0 },
      value: {
        ...{ of: 'sha256:0', listedBy: 'api' as const, complete: true, problems: [] },
        referrers: [referrer('signature', 'a'), referrer('sbom', 'b'), referrer('sbom', 'c')],
      },
    };
    const value = sampleInspection({ platforms });
    const opened = new Set(['referrers']);
    const rows = (referrerKind?: 'sbom') =>
      part('referrers', value, { opened, referrers, referrerKind }).filter((line) =>
        line.includes('sha256'),
      ).length;
    assert.equal(rows(), 3);
    assert.equal(rows('sbom'), 2);
    const text = part('referrers', value, { opened, referrers }).join();
    assert.match(text, /All \(3\).*Signature \(1\).*SBOM \(2\)/);
  });

  it('says what docker run takes, on this host first', () => {
    const value = sampleInspection({ platforms });
    assert.deepEqual(part('hosts', value, { thisHost: 'linux/arm64' }).slice(2), [
      '  | Host | Takes | Digest',
      '  > linux/arm64 quiet:this Docker engine | good:linux/arm64 | sha256:b3e3',
      '  | linux/amd64 | good:linux/amd64 | sha256:baf0',
      '  | linux/arm/v7 | good:linux/arm/v7 | sha256:35df',
      '  | linux/arm/v6 | error:nothing: no matching manifest for linux/arm/v6 in the manifest list entries | ',
      '  | linux/386 | error:nothing: no matching manifest for linux/386 in the manifest list entries | ',
      '  | windows/amd64 | error:nothing: no matching manifest for windows/amd64 in the manifest list entries | ',
    ]);
  });

  it('shows only what differs between two platforms', () => {
    assert.deepEqual(part('configs', sampleInspection({ platforms })).slice(1), [
      '  Platform: (linux/amd64) linux/arm64 linux/arm/v7',
      '  and platform: linux/amd64 (linux/arm64) linux/arm/v7',
      '  What linux/amd64 and linux/arm64 do not have in common:',
      '  | Setting | linux/amd64 | linux/arm64',
      '  | Environment GODEBUG | quiet:not set | cpu.lse=off',
      '  | Download | 36.5 MB | 36.6 MB',
      '  | Created | 2026-02-05T21:00:00.000Z | 2026-02-05T21:01:00.000Z',
    ]);
  });

  it('compares the platforms that were chosen', () => {
    const value = sampleInspection({ platforms });
    const digest = value.platforms[2]?.digest ?? '';
    const compared = { left: digest, right: digest };
    assert.deepEqual(part('configs', value, { compared }).slice(2), [
      '  and platform: linux/amd64 linux/arm64 (linux/arm/v7)',
      '  plain: Their configs say the same.',
    ]);
  });

  it('has the layers of a platform once it was opened', () => {
    const value = sampleInspection({ platforms });
    assert.deepEqual(part('layers', value), [
      '▸ Layers (1 shared between platforms, 110 MB in all)',
      '  Layers that several platforms have:',
      '  | Layer | Download | Platforms',
      '  | sha256:a4d2 | 1.4 kB | linux/amd64, linux/arm64, linux/arm/v7',
      '  … linux/amd64 (3 layers, 36.5 MB)',
      '  … linux/arm64 (3 layers, 36.6 MB)',
      '  … linux/arm/v7 (3 layers, 36.7 MB)',
    ]);
    assert.deepEqual(part('layers', value, { opened: new Set(['layers-0']) }).slice(4, 10), [
      '  ▾ linux/amd64 (3 layers, 36.5 MB)',
      '    Layers of linux/amd64, the lowest first:',
      '    | Layer | Made by | Download | Shared with',
      '    | sha256:d7ca | # debian.sh --arch amd64 out/ bookworm | 29.2 MB | ',
      '    | sha256:073c | RUN /bin/sh -c set -x && groupadd --system --gid 101 nginx # buildkit | 7.3 MB | ',
      '    | sha256:a4d2 | COPY docker-entrypoint.sh / # buildkit | 1.4 kB | linux/arm64, linux/arm/v7',
    ]);
  });

  it('says what is strange, and what a build has to say', () => {
    const value: ImageInspection = {
      ...sampleInspection({ platforms }),
      oddities: [{ code: 'platform-mismatch', platform: 'linux/arm64', declared: 'linux/amd64' }],
      remembered: { code: 'unreachable', message: 'No connection.' },
      leftOut: 2,
    };
    const notes = pageOf(value, { remarks: ['Asked for and missing: none'] }).blocks.flatMap(
      (block) => (block.kind === 'note' ? drawBlock(block) : []),
    );
    assert.deepEqual(notes, [
      'plain: Asked for and missing: none',
      'warning: This is remembered from then. No connection.',
      'warning: The entry for linux/arm64 has a config that says linux/amd64. A host of linux/arm64 gets it, and may not be able to run it.',
      'warning: The manifest list has 2 more entries, which are not looked at.',
    ]);
  });

  it('can be opened in an editor from the view', () => {
    const [buttons] = pageOf(sampleInspection({ platforms }), { place: 'view' }).blocks.filter(
      ({ kind }) => kind === 'buttons',
    );
    assert(buttons);
    assert.deepEqual(drawBlock(buttons), [
      '[Show Index JSON] [Open in Editor] [Compare…] [Change or Copy…] [Refresh]',
    ]);
  });

  it('has ids that are there once', () => {
    const opened = new Set(['layers-0', 'layers-1', 'attestations', 'referrers']);
    const text = JSON.stringify(pageOf(sampleInspection({ platforms }), { opened }));
    const ids = [...text.matchAll(/"id":"([^"]*)"/g)].map(([, id = '']) => id);
    assert.ok(ids.length > 20);
    assert.deepEqual(ids, [...new Set(ids)]);
  });
});

describe('the page about an image that is not known', () => {
  it('says that it is being read', () => {
    const page = imagePage(newlyInspected(subject, 'view'), english);
    assert.deepEqual(drawPage(page), ['# nginx:1.27']);
    assert.equal(page.status, 'Reading nginx:1.27…');
    assert.equal(page.busy, true);
  });

  const cases: readonly (readonly [UnknownCode, string])[] = [
    ['untrusted', '[Manage Workspace Trust]'],
    ['lookups-off', '[Show Setting]'],
    ['host-not-allowed', '[Ask It This Time] [Always Allow]'],
    ['not-found', '[Try Again] [Show Log]'],
    ['timeout', '[Try Again] [Show Log]'],
  ];
  for (const [code, buttons] of cases) {
    it(`${code}: ${buttons}`, () => {
      const inspection = { known: false as const, reason: { code, message: 'Why.' } };
      const image = { ...newlyInspected(subject, 'view'), busy: false, inspection };
      const [, message = '', ways] = drawPage(imagePage(image, english));
      assert.match(message, /^(error|plain): Why\.$/);
      assert.equal(ways, buttons);
    });
  }
});

describe('nameOf', () => {
  const cases: readonly (readonly [ImageSubject, string])[] = [
    [{ kind: 'registry', reference: 'docker.io/library/alpine:3.20' }, 'alpine:3.20'],
    [{ kind: 'engine', reference: 'sha256:12' }, 'sha256:12'],
    [{ kind: 'archive', path: '/home/me/app.tar' }, 'app.tar'],
    [{ kind: 'layout', path: 'C:\\images\\app\\' }, 'app'],
    [{ kind: 'layout', path: '/' }, '/'],
    [{ kind: 'archive', path: '/app.tar', name: 'app:2' }, 'app.tar: app:2'],
  ];
  for (const [subjectOfName, expected] of cases) {
    it(expected, () => {
      assert.equal(nameOf(subjectOfName), expected);
    });
  }
});

describe('the page about an image that is audited', () => {
  const value = sampleInspection({ platforms });

  it('offers an audit where there was none', () => {
    assert.deepEqual(part('audit', value), [
      '▾ Architectures of its files (not audited)',
      '  quiet: The platforms above are what labels say. An audit reads the headers of all programs and libraries and says whether that is true.',
      '  [Audit Architectures]',
    ]);
  });

  it('shows how far it is, and lets it be cancelled', () => {
    assert.deepEqual(part('audit', value, { audit: { kind: 'running' } }), [
      '▾ Architectures of its files (being audited)',
      '  quiet: reading manifests',
      '  [Cancel]',
    ]);
  });

  it('shows the verdict of each platform with what is started, wrong files and counts', () => {
    const audit = { kind: 'done', audit: lyingImage, asOf: 0 } as const;
    assert.deepEqual(part('audit', value, { audit }), [
      '▾ Architectures of its files (1 wrong, 1 not known, 1 right)',
      '  warning: linux/amd64, linux/arm64 have the same layers: the files cannot be right for all of them.',
      '  ▸ linux/amd64 (right)',
      '    good: All programs and libraries that matter are for linux/amd64, or run on it.',
      '    What a container of linux/amd64 starts:',
      '    | Program | What it is | Made by',
      '    | /start.sh → /bin/sh | good:entrypoint: linux/amd64 | Layer 1',
      '    Programs and libraries in linux/amd64:',
      '    | Made for | How many',
      '    | linux/amd64 | 12 files',
      '    quiet: 3.4 MB of layers read',
      '  ▾ linux/arm64 (wrong)',
      '    error: What a container starts, or everything in it, was made for another platform than linux/arm64.',
      '    What a container of linux/arm64 starts:',
      '    | Program | What it is | Made by',
      '    > /app | error:entrypoint: made for linux/amd64, not for linux/arm64 | Layer 2 COPY app /app',
      '    Files that were made for another platform than linux/arm64:',
      '    | File | Made for | Layer and instruction',
      '    | /app | linux/amd64 | Layer 2 COPY app /app',
      '    | /bin/sh | linux/amd64 | Layer 1 ADD rootfs.tar /',
      '    | /lib/x.so | linux/amd64 | Layer 2 COPY app /app',
      '    Programs and libraries in linux/arm64:',
      '    | Made for | How many',
      '    | linux/amd64 | 3 files',
      '    | linux/arm64 | 2 files, of which 1 are kept for another platform on purpose',
      '    plain: It is odd.',
      '    quiet: 3.4 MB of layers read',
      '  ▸ linux/s390x (not known)',
      '    warning: It could not be audited: You may not read it.',
      '  [Audit Again]',
    ]);
  });
});
