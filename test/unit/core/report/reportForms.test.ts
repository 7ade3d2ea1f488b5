import assert from 'node:assert/strict';
import type { Blocker, Report } from '../../../../src/core/report/report.ts';
import { reportJson } from '../../../../src/core/report/reportJson.ts';
import { reportMarkdown } from '../../../../src/core/report/reportMarkdown.ts';
import { reportText } from '../../../../src/core/report/reportText.ts';
import {
  adviceText,
  countUnits,
  effectText,
  unitTitle,
} from '../../../../src/core/report/reportWords.ts';
import type { Range } from '../../../../src/core/text.ts';
import { sampleReport } from '../../../support/sampleReport.ts';

/** The beginning of a line. */
function at(line: number): Range {
  const start = { line, character: 0 };
  return { start, end: start };
}

const report: Report = {
  ...sampleReport,
  remarks: [
    {
      rule: 'constant-platform-flag',
      message: { text: 'It is {0}.', args: ['odd'] },
      place: {
        path: 'base/Dockerfile',
        range: { start: { line: 4, character: 2 }, end: { line: 4, character: 9 } },
      },
      targets: ['linux/arm64'],
    },
  ],
  silenced: [
    {
      rules: ['base-image-missing-platform', 'arch-named-image'],
      reason: 'the vendor has none yet',
      place: { path: 'base/Dockerfile', range: at(0) },
    },
    { rules: ['architecture-literal'], reason: '', place: { path: 'a/Dockerfile', range: at(4) } },
  ],
};

describe('the forms of a readiness report', () => {
  it('is a text', () => {
    assert.equal(
      reportText(report),
      `Readiness for linux/amd64, linux/arm64: 3 Dockerfiles, 1 service, 1 other
  linux/amd64: 3 ready, 0 blocked, 1 unknown
  linux/arm64: 0 ready, 3 blocked, 1 unknown

In the way, what unblocks most first:
  1. “registry.example.com/base:1” has no image for linux/arm64. It has linux/amd64. [base-image-missing-platform]
     Take registry.example.com/base:2, with linux/arm64.
     linux/arm64: mended, it makes 2 ready
     base/Dockerfile:1:6
  2. “cache” runs as linux/amd64, wherever it runs.
     Run it as linux/arm64, or take the line away.
     linux/arm64: in the way of 1, beside others
     compose.yaml:10:15, compose.yaml:11:15, compose.yaml:12:15, compose.yaml:13:15, compose.yaml:14:15 and 2 more

Not ready:
  base/Dockerfile: linux/arm64 blocked
  api/Dockerfile: linux/arm64 blocked
  service cache (compose.yaml:9:12): linux/arm64 blocked
  workload Deployment web, container web (k8s/web.yaml:10:18): linux/amd64 unknown, linux/arm64 unknown

Silenced by comments, so not counted:
  base/Dockerfile:1:1: base-image-missing-platform, arch-named-image: the vendor has none yet
  a/Dockerfile:5:1: architecture-literal, without a reason

Images:
  registry.example.com/base:1  1×  linux/amd64; not for linux/arm64
  shop/base:1  1×  built here
  ghcr.io/shop/web:1  1×  not known

Unknown, so not judged:
  ghcr.io/shop/web:1 (k8s/web.yaml:10:18): ghcr.io refuses: log in, or check its name.

1 more remark blocks nothing: --format json lists it.
`,
    );
  });

  it('is a page of Markdown', () => {
    assert.equal(
      reportMarkdown(report),
      `# Readiness for \`linux/amd64\`, \`linux/arm64\`

3 Dockerfiles, 1 service, 1 other.

| Target | Ready | Blocked | Unknown |
| --- | --- | --- | --- |
| \`linux/amd64\` | 3 | 0 | 1 |
| \`linux/arm64\` | 0 | 3 | 1 |

## In the way, what unblocks most first

| # | What | What to do | Effect | Where |
| --- | --- | --- | --- | --- |
| 1 | “registry.example.com/base:1” has no image for linux/arm64. It has linux/amd64. ([base-image-missing-platform](https://github.com/multiarch-dev/multiarch/blob/main/docs/rules.md#base-image-missing-platform)) | Take registry.example.com/base:2, with linux/arm64. | \`linux/arm64\`: mended, it makes 2 ready | base/Dockerfile:1:6 |
| 2 | “cache” runs as linux/amd64, wherever it runs. | Run it as linux/arm64, or take the line away. | \`linux/arm64\`: in the way of 1, beside others | compose.yaml:10:15, compose.yaml:11:15, compose.yaml:12:15, compose.yaml:13:15, compose.yaml:14:15 and 2 more |

## Dockerfiles and services

| What | Where | \`linux/amd64\` | \`linux/arm64\` |
| --- | --- | --- | --- |
| base/Dockerfile | base/Dockerfile | ✓ ready | ✗ blocked |
| api/Dockerfile | api/Dockerfile | ✓ ready | ✗ blocked |
| service cache | compose.yaml:9:12 | ✓ ready | ✗ blocked |
| workload Deployment web, container web | k8s/web.yaml:10:18 | ? unknown | ? unknown |
| tools/Dockerfile.riscv64 | tools/Dockerfile.riscv64 | – | – |

## Silenced by comments, so not counted

- base/Dockerfile:1:1: base-image-missing-platform, arch-named-image: the vendor has none yet
- a/Dockerfile:5:1: architecture-literal, without a reason

## Images

| Image | Times | Platforms | Lacks |
| --- | --- | --- | --- |
| \`registry.example.com/base:1\` | 1 | linux/amd64 | \`linux/arm64\` |
| \`shop/base:1\` | 1 | built here |  |
| \`ghcr.io/shop/web:1\` | 1 | unknown: ghcr.io refuses. |  |

## Unknown, so not judged

- \`ghcr.io/shop/web:1\` (k8s/web.yaml:10:18): ghcr.io refuses: log in, or check its name.

## Not read

- docker-bake.hcl was not read.
`,
    );
  });

  const [image, pinned] = sampleReport.blockers;
  assert(image && pinned);
  const small: Report = {
    ...report,
    ...{ units: report.units.slice(0, 3), images: report.images.slice(0, 2), unknown: [] },
    blockers: [image, { ...pinned, places: pinned.places.slice(0, 1), blocksMore: true }],
  };

  it('is JSON', () => {
    assert.deepEqual(reportJson(small), {
      targets: ['linux/amd64', 'linux/arm64'],
      summary: [
        { target: 'linux/amd64', ready: 3, blocked: 0, unknown: 1 },
        { target: 'linux/arm64', ready: 0, blocked: 3, unknown: 1 },
      ],
      units: [
        {
          kind: 'dockerfile',
          name: 'base/Dockerfile',
          path: 'base/Dockerfile',
          states: { 'linux/amd64': 'ready', 'linux/arm64': 'blocked' },
          builtFrom: [],
        },
        {
          kind: 'dockerfile',
          name: 'api/Dockerfile',
          path: 'api/Dockerfile',
          states: { 'linux/amd64': 'ready', 'linux/arm64': 'blocked' },
          builtFrom: ['base/Dockerfile'],
        },
        {
          kind: 'service',
          name: 'cache',
          path: 'compose.yaml',
          range: { start: { line: 8, character: 11 }, end: { line: 8, character: 15 } },
          states: { 'linux/amd64': 'ready', 'linux/arm64': 'blocked' },
          builtFrom: [],
        },
      ],
      blockers: [
        {
          kind: 'image',
          rule: 'base-image-missing-platform',
          severity: 'error',
          reference: 'registry.example.com/base:1',
          targets: ['linux/arm64'],
          places: [
            {
              path: 'base/Dockerfile',
              range: { start: { line: 0, character: 5 }, end: { line: 0, character: 9 } },
            },
          ],
          frees: 2,
          blocks: 2,
          message:
            '“registry.example.com/base:1” has no image for linux/arm64. It has linux/amd64.',
          advice: ['Take registry.example.com/base:2, with linux/arm64.'],
          units: ['base/Dockerfile'],
        },
        {
          kind: 'pinned',
          severity: 'warning',
          targets: ['linux/arm64'],
          places: [
            {
              path: 'compose.yaml',
              range: { start: { line: 9, character: 14 }, end: { line: 9, character: 18 } },
            },
          ],
          frees: 0,
          blocks: 1,
          blocksMore: true,
          message: '“cache” runs as linux/amd64, wherever it runs.',
          advice: ['Run it as linux/arm64, or take the line away.'],
          units: ['cache'],
        },
      ],
      remarks: [
        {
          rule: 'constant-platform-flag',
          message: 'It is odd.',
          path: 'base/Dockerfile',
          range: { start: { line: 4, character: 2 }, end: { line: 4, character: 9 } },
          targets: ['linux/arm64'],
        },
      ],
      silenced: [
        {
          rules: ['base-image-missing-platform', 'arch-named-image'],
          reason: 'the vendor has none yet',
          ...{ path: 'base/Dockerfile', range: at(0) },
        },
        { rules: ['architecture-literal'], reason: '', path: 'a/Dockerfile', range: at(4) },
      ],
      images: [
        {
          reference: 'registry.example.com/base:1',
          familiar: 'registry.example.com/base:1',
          lacks: ['linux/arm64'],
          places: [
            {
              path: 'base/Dockerfile',
              range: { start: { line: 0, character: 5 }, end: { line: 0, character: 9 } },
            },
          ],
          platforms: ['linux/amd64'],
        },
        {
          reference: 'docker.io/shop/base:1',
          familiar: 'shop/base:1',
          lacks: [],
          places: [
            {
              path: 'api/Dockerfile',
              range: { start: { line: 0, character: 5 }, end: { line: 0, character: 9 } },
            },
          ],
          platforms: null,
          reason: 'It is built here.',
          madeBy: 'base/Dockerfile',
        },
      ],
      unknown: [],
      problems: [
        { path: 'docker-bake.hcl', severity: 'warning', message: 'docker-bake.hcl was not read.' },
      ],
    });
  });

  /** What stands in the way of two targets, without advice; and of what little there is besides. */
  const bare: Report = {
    ...report,
    units: report.units.slice(0, 1).map((unit) => ({ ...unit, states: ['not-built', 'blocked'] })),
    blockers: [{ ...image, advice: [], targets: report.targets, places: image.places }],
    remarks: [...report.remarks, ...report.remarks],
    silenced: [],
    images: report.images.slice(0, 1).map((each) => ({
      ...{ ...each, lacks: ['linux/arm64', 'linux/386'] },
      platforms: { known: true, value: ['linux/amd64', 'linux/s390x'], asOf: 0 },
    })),
    ...{ unknown: [], problems: [] },
  };

  it('is a text of what there is', () => {
    assert.equal(
      reportText({ ...bare, targets: [], summary: [] }).split('\n')[0],
      'Readiness: 1 Dockerfile',
    );
    assert.deepEqual(reportText(bare).split('\n').slice(4), [
      'In the way, what unblocks most first:',
      '  1. “registry.example.com/base:1” has no image for linux/arm64. It has linux/amd64. [base-image-missing-platform]',
      '     linux/amd64, linux/arm64: mended, it makes 2 ready',
      '     base/Dockerfile:1:6',
      '',
      'Not ready:',
      '  base/Dockerfile: linux/arm64 blocked',
      '',
      'Images:',
      '  registry.example.com/base:1  1×  linux/amd64, linux/s390x; not for linux/arm64, linux/386',
      '',
      '2 more remarks block nothing: --format json lists them.',
      '',
    ]);
    const quiet = reportText({ ...bare, blockers: [], images: [], remarks: [] });
    assert.equal(
      quiet.split('\n').slice(4).join('\n'),
      'Not ready:\n  base/Dockerfile: linux/arm64 blocked\n',
    );
  });

  it('is a page of what there is', () => {
    const lines = reportMarkdown({ ...bare, blockers: [] }).split('\n');
    assert.deepEqual(
      lines.filter((line) => line.startsWith('#')),
      ['# Readiness for `linux/amd64`, `linux/arm64`', '## Dockerfiles and services', '## Images'],
    );
    assert(
      lines.includes(
        '| `registry.example.com/base:1` | 1 | linux/amd64, linux/s390x | `linux/arm64`, `linux/386` |',
      ),
    );
    assert.equal(reportMarkdown({ ...bare, targets: [] }).split('\n')[0], '# Readiness');
    assert(
      reportMarkdown(bare).includes('| `linux/amd64`, `linux/arm64`: mended, it makes 2 ready |'),
    );
  });

  it('is a sentence where nothing was found', () => {
    assert.equal(
      reportText({ ...report, units: [] }),
      'No Dockerfile, service or other file that names an image was found.\n',
    );
  });

  it('is cut in a terminal, and says so', () => {
    const units = Array.from({ length: 101 }, () => report.units[0] ?? assert.fail());
    assert.match(
      reportText({ ...report, units }),
      /… and 1 more: --format json lists all\.\n\nSilenced/,
    );
    assert.doesNotMatch(reportText({ ...report, units: units.slice(1) }), /… and/);
  });

  const effects: readonly (readonly [Partial<Blocker>, string])[] = [
    [{ frees: 2, blocks: 2 }, 'mended, it makes 2 ready'],
    [{ frees: 0, blocks: 2 }, 'in the way of 2, beside others'],
    [{ frees: 1, blocks: 3 }, 'mended, it makes 1 ready; in the way of 3'],
    [{ frees: 1, blocks: 3, blocksMore: true }, 'mended, it makes 1 ready; in the way of over 3'],
  ];
  for (const [counts, expected] of effects) {
    it(expected, () => {
      assert.equal(effectText({ ...image, ...counts }), expected);
    });
  }

  const advised: readonly (readonly [advice: readonly string[], string])[] = [
    [[], ''],
    [['Take it.'], 'Take it.'],
    [['Run it everywhere', 'Build it.', 'Really?'], 'Run it everywhere. Or: Build it. Or: Really?'],
  ];
  for (const [advice, expected] of advised) {
    it(`advises “${expected}”`, () => {
      const given = advice.map((text) => ({ text, args: [] }));
      assert.equal(adviceText({ ...image, advice: given }), expected);
    });
  }

  const kinds = ['dockerfile', 'service', 'workload', 'devcontainer', 'job', 'workflow'] as const;
  it('names units by what they are', () => {
    assert.deepEqual(
      kinds.map((kind) => unitTitle({ kind, name: 'x' })),
      ['x', 'service x', 'workload x', 'dev container x', 'job x', 'build of x'],
    );
  });

  it('counts units in words', () => {
    const counted = (...some: readonly (typeof kinds)[number][]) =>
      countUnits({
        ...report,
        units: some.map((kind) => ({ ...(report.units[0] ?? assert.fail()), kind })),
      });
    assert.equal(counted(), 'nothing');
    assert.equal(counted('dockerfile'), '1 Dockerfile');
    assert.equal(counted('service', 'service', 'job', 'workload'), '2 services, 2 others');
  });
});
