import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import Draft4 from 'ajv-draft-04';
import { ruleCodes } from '../../../src/core/analysis/finding.ts';
import { analyze } from '../../../src/core/analysis/analyze.ts';
import type { FileProblem } from '../../../src/core/project/fileProblem.ts';
import type { Report } from '../../../src/core/report/report.ts';
import { reportSarif } from '../../../src/core/report/reportSarif.ts';
import type { CheckedFile } from '../../../src/cli/checkedFilesText.ts';
import { sarifLog } from '../../../src/cli/sarif.ts';
import { auditSarif } from '../../../src/cli/audit/auditSarif.ts';
import { auditText, type AuditedImage } from '../../../src/cli/audit/auditText.ts';
import { ImageTree } from '../../../src/core/audit/imageTree.ts';
import { judgePlatform } from '../../../src/core/audit/judgePlatform.ts';
import { startedPrograms } from '../../../src/core/audit/startedPrograms.ts';
import { callCommandLine } from '../../support/callCommandLine.ts';
import { sampleInspection } from '../../support/inspections.ts';

const schema = JSON.parse(
  readFileSync('test/fixtures/sarif/2.1.0/sarif-schema-2.1.0.json', 'utf8'),
) as object;
const validator = new Draft4({ strict: false, validateFormats: false });
const validate = validator.compile(schema);

function log(
  path: string,
  text: string,
  problems: readonly FileProblem[] = [],
  rest: Pick<CheckedFile, 'unread'> = {},
) {
  const folder = '/work space/app';
  const analysis = analyze({
    text,
    targets: ['linux/amd64', 'linux/arm64'],
    image: () => ({ known: false, reason: { code: 'unreachable', message: 'no network' } }),
  });
  const file = { path, text, analysis, origins: [], source: { kind: 'setting' }, ...rest } as const;
  return sarifLog([file], problems, folder);
}

const broken: FileProblem = {
  ...{ path: '.multiarch.yaml', severity: 'error', message: 'there is no key "a".' },
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
};
const unread = { file: 'docker-bake.hcl', reason: 'docker-bake.hcl was not read: why.' };

/** An image of which arm64 carries the program of amd64, and s390x could not be read. */
function audited(): AuditedImage {
  const platforms = ['linux/amd64', 'linux/arm64', 'linux/s390x'];
  const inspection = sampleInspection({ platforms });
  const tree = new ImageTree();
  tree.begin(0);
  const program = {
    ...({ format: 'elf', kind: 'program' } as const),
    platforms: [{ os: 'linux', architecture: 'amd64' }],
    needs: {},
  };
  tree.add({ kind: 'file', path: 'app', isExecutable: true, program });
  const config = { entrypoint: ['/app'], command: [], environment: {}, workingDirectory: '' };
  const started = startedPrograms(config, tree);
  return {
    inspection,
    problems: [{ code: 'identical-layers', platforms: platforms.slice(0, 2) }],
    platforms: inspection.platforms.map((entry, at) => {
      const [os = '', architecture = ''] = entry.platform.split('/');
      const declared = { os, architecture };
      const judged = judgePlatform({ declared, tree, started, isWhole: true });
      const value = { ...judged, declared: entry.platform, digest: entry.digest, layersLeft: 0 };
      const audit =
        at === 2
          ? ({ known: false, reason: { code: 'malformed', message: 'It is cut.' } } as const)
          : ({ known: true, value, asOf: 0 } as const);
      return { entry, bytesRead: 1000, audit };
    }),
  };
}

describe('an audit', () => {
  it('is valid SARIF, and names the image, the platform and the file', () => {
    const log = auditSarif(audited());
    assert(validate(log), JSON.stringify(validate.errors));
    const results = log.runs[0]?.results.map(({ ruleId, locations }) => [
      ruleId,
      locations[0]?.logicalLocations[0]?.fullyQualifiedName,
    ]);
    assert.deepEqual(results, [
      ['wrong-manifest', 'nginx:1.27'],
      ['wrong-start', 'nginx:1.27#linux/arm64#/app'],
      ['wrong-file', 'nginx:1.27#linux/arm64#/app'],
    ]);
  });

  for (const [image, why] of [
    ['./nowhere.tar', /nowhere\.tar/],
    ['127.0.0.1:1/app:1', /127\.0\.0\.1:1/],
  ] as const) {
    it(`of ${image}, which cannot be read, is a log that says so`, async () => {
      const { code, out, err } = await callCommandLine(['audit', '--format=sarif', image]);
      assert.equal(code, 2);
      assert.match(err, why);
      const log = JSON.parse(out) as ReturnType<typeof auditSarif>;
      assert(validate(log), JSON.stringify(validate.errors));
      const [invocation] = log.runs[0]?.invocations ?? [];
      assert.equal(invocation?.executionSuccessful, false);
      assert.match(invocation.toolExecutionNotifications[0]?.message.text ?? '', why);
    });
  }

  it('reads well', () => {
    const text = auditText(audited()).replace(/sha256:\w+/g, 'sha256:…');
    assert.equal(
      text,
      `nginx:1.27  sha256:…

linux/amd64 and linux/arm64 have the same layers: the files cannot be right for all of them.

linux/amd64  right
  entrypoint /app: linux/amd64
  1 file for linux/amd64
  1.00 kB read

linux/arm64  WRONG
  entrypoint /app: made for linux/amd64, not for linux/arm64
  1 file for linux/amd64
  /app: linux/amd64
    by # debian.sh --arch amd64 out/ bookworm
  1.00 kB read

linux/s390x  not known
  It is cut.

3 platforms: 1 right, 1 wrong, 1 unknown
`,
    );
  });
});

describe('a readiness report', () => {
  it('is valid SARIF: a result for each place of what is in the way', () => {
    const place = (path: string) => ({
      path,
      range: { start: { line: 0, character: 5 }, end: { line: 0, character: 12 } },
    });
    const report: Report = {
      targets: ['linux/arm64'],
      summary: [{ target: 'linux/arm64', ready: 0, blocked: 2, unknown: 0 }],
      units: [],
      blockers: [
        {
          ...({ kind: 'image', rule: 'base-image-missing-platform', severity: 'error' } as const),
          message: { text: '“{0}” has no image for {1}.', args: ['old:1', 'linux/arm64'] },
          advice: [{ text: 'Take {0}.', args: ['old:2'] }],
          targets: ['linux/arm64'],
          places: [place('a b/Dockerfile'), place('/elsewhere/Dockerfile')],
          units: [0, 1],
          ...{ frees: 2, blocks: 2, blocksMore: false },
        },
      ],
      ...{ remarks: [], silenced: [], images: [] },
      unknown: [
        { reference: 'lost:1', reason: 'no network', targets: [], places: [place('c/Dockerfile')] },
      ],
      problems: [broken],
    };
    const log = reportSarif(report, { version: '1.0.0', root: 'file:///app/' });
    assert(validate(log), JSON.stringify(validate.errors));
    const [run] = log.runs;
    assert.deepEqual(
      run?.results.map(({ locations: [first] }) => first?.physicalLocation.artifactLocation),
      [{ uri: 'a%20b/Dockerfile', uriBaseId: 'SRCROOT' }, { uri: 'file:///elsewhere/Dockerfile' }],
    );
    assert.equal(
      run.results[0]?.message.text,
      '“old:1” has no image for linux/arm64. Take old:2. (linux/arm64: mended, it makes 2 ready)',
    );
    assert.equal(run.invocations[0]?.executionSuccessful, false);
  });
});

describe('SARIF', () => {
  const text = 'FROM --platform=$TARGETPLATFORM alpine:3.22\nRUM true\n';

  it('is valid, with and without results', () => {
    for (const each of [
      log('Dockerfile', text),
      log('Dockerfile', 'FROM scratch\n'),
      log('Dockerfile', text, [broken], { unread }),
      sarifLog([], [], '/'),
    ]) {
      assert(validate(each), JSON.stringify(validate.errors));
    }
  });

  it('counts lines and columns from 1, and names rule, level, platforms and fix', () => {
    const [run] = log('Dockerfile', 'FROM --platform=$TARGETPLATFORM alpine:3.22\n').runs;
    const [result] = run?.results ?? [];
    assert(result);
    assert.equal(result.ruleId, 'redundant-target-platform');
    assert.equal(run?.tool.driver.rules[result.ruleIndex]?.id, 'redundant-target-platform');
    assert.equal(result.level, 'note');
    assert.deepEqual(result.properties.platforms, ['linux/amd64', 'linux/arm64']);
    assert.deepEqual(result.locations[0]?.physicalLocation.region, {
      startLine: 1,
      startColumn: 17,
      endLine: 1,
      endColumn: 32,
    });
    assert.equal(result.fixes?.[0]?.artifactChanges[0]?.replacements[0]?.insertedContent.text, '');
  });

  it('lists what stayed unknown beside the results', () => {
    const [run] = log('Dockerfile', 'FROM alpine\n').runs;
    assert.deepEqual(run?.results, []);
    assert.equal(
      run.invocations[0]?.toolExecutionNotifications[0]?.message.text,
      'docker.io/library/alpine:latest: no network',
    );
  });

  it('lists files that could not be read, with their places', () => {
    const missing: FileProblem = { path: 'x', severity: 'error', message: '"x" does not exist.' };
    const [run] = log('Dockerfile', 'FROM scratch\n', [broken, missing], { unread }).runs;
    const [invocation] = run?.invocations ?? [];
    assert.equal(invocation?.executionSuccessful, false);
    const told = invocation.toolExecutionNotifications.map(({ level, message, locations }) => [
      level,
      message.text,
      locations[0]?.physicalLocation.artifactLocation.uri,
      locations[0]?.physicalLocation.region?.startLine,
    ]);
    assert.deepEqual(told, [
      ['error', 'there is no key "a".', '.multiarch.yaml', 1],
      ['error', '"x" does not exist.', 'x', undefined],
      ['note', 'docker-bake.hcl: docker-bake.hcl was not read: why.', 'Dockerfile', 1],
    ]);
    const warning = { ...broken, severity: 'warning' } as const;
    const [well] = log('Dockerfile', 'FROM scratch\n', [warning]).runs;
    assert.equal(well?.invocations[0]?.executionSuccessful, true);
  });

  it('says of each rule what it finds, what comes of it, and where that is explained', () => {
    const explained = readFileSync('docs/rules.md', 'utf8');
    const [run] = log('Dockerfile', text).runs;
    const listed = run?.tool.driver.rules ?? [];
    assert.deepEqual(listed.map(({ id }) => id).sort(), [...ruleCodes].sort());
    const seen = new Set<string>();
    for (const { id, shortDescription, fullDescription, help, helpUri } of listed) {
      assert.match(shortDescription.text, /^[A-Z][^.]*[^ .]\.$/, id);
      assert.ok(fullDescription.text.startsWith(`${shortDescription.text} `), id);
      assert.ok(help.text.startsWith(fullDescription.text) && help.text.endsWith(helpUri), id);
      assert.ok(helpUri.endsWith(`/docs/rules.md#${id}`), id);
      assert.ok(explained.includes(`\n## ${id}\n`), id);
      seen.add(shortDescription.text);
    }
    assert.equal(seen.size, listed.length);
    const level = (code: string) =>
      listed.find(({ id }) => id === code)?.defaultConfiguration.level;
    assert.equal(level('base-image-missing-platform'), 'error');
    assert.equal(level('arch-named-image'), 'note');
  });

  describe('addresses of files', () => {
    const check = (path: string, expected: unknown) => {
      it(path, () => {
        const [run] = log(path, 'RUM x\n').runs;
        const found = run?.results[0]?.locations[0]?.physicalLocation.artifactLocation;
        assert.deepEqual(found, expected);
      });
    };
    check('a/Dockerfile', { uri: 'a/Dockerfile', uriBaseId: 'SRCROOT' });
    check('./a b/#1%/Dockerfile', { uri: 'a%20b/%231%25/Dockerfile', uriBaseId: 'SRCROOT' });
    check('/work space/app/x', { uri: 'x', uriBaseId: 'SRCROOT' });
    check('/other/x', { uri: 'file:///other/x' });
    check('../y', { uri: 'file:///work%20space/y' });
  });
});
