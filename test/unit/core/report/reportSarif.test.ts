import assert from 'node:assert/strict';
import type { Report } from '../../../../src/core/report/report.ts';
import { reportSarif } from '../../../../src/core/report/reportSarif.ts';
import { sampleReport } from '../../../support/sampleReport.ts';

describe('reportSarif', () => {
  // Relative ones count from the folder; others are addresses of their own, on Windows too.
  const cases: readonly (readonly [string, string])[] = [
    ['api/Docker file', 'api/Docker%20file'],
    [String.raw`api\Dockerfile`, 'api/Dockerfile'],
    ['/src/a b/Dockerfile', 'file:///src/a%20b/Dockerfile'],
    [String.raw`C:\src\a b\Dockerfile`, 'file:///C:/src/a%20b/Dockerfile'],
    ['C:/src/Dockerfile', 'file:///C:/src/Dockerfile'],
  ];
  for (const [path, expected] of cases) {
    it(`names ${path} as ${expected}`, () => {
      const problems = [{ path, severity: 'error', message: 'unreadable' }] as const;
      const log = reportSarif({ ...sampleReport, problems }, { version: '1', root: 'file:///r/' });
      assert.ok(JSON.stringify(log).includes(`"uri":"${expected}"`), JSON.stringify(log));
    });
  }

  const [image, pinned] = sampleReport.blockers;
  assert(image && pinned);
  const small: Report = {
    ...sampleReport,
    ...{
      units: sampleReport.units.slice(0, 3),
      images: sampleReport.images.slice(0, 2),
      unknown: [],
    },
    blockers: [image, { ...pinned, places: pinned.places.slice(0, 1), blocksMore: true }],
  };

  it('is SARIF', () => {
    const surroundings = { version: '1.2.3', root: 'file:///r/' };
    const [run] = reportSarif({ ...small, unknown: sampleReport.unknown }, surroundings).runs;
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
      { ...sampleReport, problems, blockers: [{ ...image, places, advice: [] }] },
      { version: '1', root: 'file:///r/' },
    );
    assert.equal(runs[0]?.results.length, 100);
    assert.equal(runs[0].invocations[0]?.executionSuccessful, false);
  });

  it('is SARIF with its rules, and the places of what was not read', () => {
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 4 } };
    const problems = [
      { path: 'a', severity: 'error', message: 'x', range },
      { path: 'b', severity: 'warning', message: 'y' },
    ] as const;
    const unknown = sampleReport.unknown.map((each) => ({
      ...each,
      places: [...each.places, ...image.places],
    }));
    const { runs } = reportSarif(
      {
        ...sampleReport,
        blockers: [{ ...image, advice: [], targets: sampleReport.targets }],
        problems,
        unknown,
      },
      { version: '1', root: 'file:///r/' },
    );
    const [run] = JSON.parse(JSON.stringify(runs)) as [
      {
        tool: { driver: { name: string; rules: { id: string }[] } };
        invocations: [
          {
            executionSuccessful: boolean;
            toolExecutionNotifications: {
              locations: { physicalLocation: { region?: object } }[];
            }[];
          },
        ];
        results: { message: { text: string } }[];
      },
    ];
    assert.equal(run.tool.driver.name, 'multiarch report');
    assert.deepEqual(
      run.tool.driver.rules.map(({ id }) => id),
      ['readiness-image', 'readiness-finding', 'readiness-pinned', 'readiness-undeclared'],
    );
    const [{ executionSuccessful, toolExecutionNotifications: told }] = run.invocations;
    assert.equal(executionSuccessful, false);
    assert.deepEqual(
      told.map(({ locations }) =>
        locations.map(({ physicalLocation: { region } }) => region !== undefined),
      ),
      [[true], [false], [true]],
    );
    assert.equal(
      run.results[0]?.message.text,
      '“registry.example.com/base:1” has no image for linux/arm64. It has linux/amd64. (linux/amd64, linux/arm64: mended, it makes 2 ready)',
    );
  });
});
