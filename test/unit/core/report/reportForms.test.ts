import assert from 'node:assert/strict';
import type { Blocker, Report } from '../../../../src/core/report/report.ts';
import { reportJson } from '../../../../src/core/report/reportJson.ts';
import { reportMarkdown } from '../../../../src/core/report/reportMarkdown.ts';
import { reportSarif } from '../../../../src/core/report/reportSarif.ts';
import { reportText } from '../../../../src/core/report/reportText.ts';
import { countUnits, effectText, unitTitle } from '../../../../src/core/report/reportWords.ts';
import { sampleReport } from '../../../support/sampleReport.ts';

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

Images:
  registry.example.com/base:1  1×  linux/amd64; not for linux/arm64
  shop/base:1  1×  built here
  ghcr.io/shop/web:1  1×  unknown (denied)

Unknown, so not judged:
  ghcr.io/shop/web:1 (k8s/web.yaml:10:18): ghcr.io refuses: log in, or check its name.

1 more remark blocks nothing: multiarch check lists it.
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
| 1 | “registry.example.com/base&#58;1” has no image for linux/arm64. It has linux/amd64. ([base-image-missing-platform](https://github.com/multiarch-dev/multiarch/blob/main/docs/rules.md#base-image-missing-platform)) | Take registry.example.com/base&#58;2, with linux/arm64. | \`linux/arm64\`: mended, it makes 2 ready | base/Dockerfile&#58;1&#58;6 |
| 2 | “cache” runs as linux/amd64, wherever it runs. | Run it as linux/arm64, or take the line away. | \`linux/arm64\`: in the way of 1, beside others | compose.yaml&#58;10&#58;15, compose.yaml&#58;11&#58;15, compose.yaml&#58;12&#58;15, compose.yaml&#58;13&#58;15, compose.yaml&#58;14&#58;15 and 2 more |

## Dockerfiles and services

| What | Where | \`linux/amd64\` | \`linux/arm64\` |
| --- | --- | --- | --- |
| base/Dockerfile | base/Dockerfile | ✓ ready | ✗ blocked |
| api/Dockerfile | api/Dockerfile | ✓ ready | ✗ blocked |
| service cache | compose.yaml&#58;9&#58;12 | ✓ ready | ✗ blocked |
| workload Deployment web, container web | k8s/web.yaml&#58;10&#58;18 | ? unknown | ? unknown |
| tools/Dockerfile.riscv64 | tools/Dockerfile.riscv64 | – | – |

## Images

| Image | Times | Platforms | Lacks |
| --- | --- | --- | --- |
| \`registry.example.com/base:1\` | 1 | linux/amd64 | \`linux/arm64\` |
| \`shop/base:1\` | 1 | built here |  |
| \`ghcr.io/shop/web:1\` | 1 | unknown&#58; ghcr.io refuses. |  |

## Unknown, so not judged

- \`ghcr.io/shop/web:1\` (k8s/web.yaml&#58;10&#58;18): ghcr.io refuses&#58; log in, or check its name.

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

  it('is SARIF', () => {
    const surroundings = { version: '1.2.3', root: 'file:///r/' };
    const [run] = reportSarif({ ...small, unknown: report.unknown }, surroundings).runs;
    assert.deepEqual(JSON.parse(JSON.stringify([run?.results, run?.invocations])), [
      [
        {
          ruleId: 'readiness-image',
          ruleIndex: 0,
          level: 'error',
          message: {
            text: '“registry.example.com/base:1” has no image for linux/arm64. It has linux/amd64. Take registry.example.com/base:2, with linux/arm64. (linux/arm64: mended, it makes 2 ready)',
          },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'base/Dockerfile', uriBaseId: 'SRCROOT' },
                region: { startLine: 1, startColumn: 6, endLine: 1, endColumn: 10 },
              },
            },
          ],
          properties: {
            position: 1,
            platforms: ['linux/arm64'],
            frees: 2,
            blocks: 2,
            rule: 'base-image-missing-platform',
          },
        },
        {
          ruleId: 'readiness-pinned',
          ruleIndex: 2,
          level: 'warning',
          message: {
            text: '“cache” runs as linux/amd64, wherever it runs. Run it as linux/arm64, or take the line away. (linux/arm64: in the way of over 1, beside others)',
          },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'compose.yaml', uriBaseId: 'SRCROOT' },
                region: { startLine: 10, startColumn: 15, endLine: 10, endColumn: 19 },
              },
            },
          ],
          properties: { position: 2, platforms: ['linux/arm64'], frees: 0, blocks: 1 },
        },
      ],
      [
        {
          executionSuccessful: true,
          toolExecutionNotifications: [
            {
              level: 'warning',
              message: { text: 'docker-bake.hcl was not read.' },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'docker-bake.hcl', uriBaseId: 'SRCROOT' },
                  },
                },
              ],
            },
            {
              level: 'note',
              message: { text: 'ghcr.io/shop/web:1: ghcr.io refuses: log in, or check its name.' },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'k8s/web.yaml', uriBaseId: 'SRCROOT' },
                    region: { startLine: 10, startColumn: 18, endLine: 10, endColumn: 22 },
                  },
                },
              ],
            },
          ],
        },
      ],
    ]);
  });

  it('is SARIF with a hundred places of one blocker, and without success where a file is unreadable', () => {
    const places = Array.from({ length: 101 }, (_, line) => ({ path: String(line) }));
    const problems = [{ path: 'a', severity: 'error', message: 'unreadable' }] as const;
    const { runs } = reportSarif(
      { ...report, problems, blockers: [{ ...image, places, advice: [] }] },
      { version: '1', root: 'file:///r/' },
    );
    assert.equal(runs[0]?.results.length, 100);
    assert.equal(runs[0].invocations[0]?.executionSuccessful, false);
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
      /… and 1 more: --format json lists all\.\n\nImages/,
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
