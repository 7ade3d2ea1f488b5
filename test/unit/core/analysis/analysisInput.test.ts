import assert from 'node:assert/strict';
import { analyze, type AnalysisInput } from '../../../../src/core/analysis/analyze.ts';
import { applyEdits } from '../../../../src/core/analysis/edits.ts';
import { renderMessage } from '../../../../src/core/analysis/finding.ts';
import type { Builder } from '../../../../src/core/build/workerNode.ts';
import type { BaseImage } from '../../../../src/core/dockerfile/resolution.ts';
import type { Fact, ImageFacts } from '../../../../src/core/facts.ts';
import { indexOf, singleOf, unreachable } from '../../../support/imageFacts.ts';

const images: Readonly<Record<string, Fact<ImageFacts>>> = {
  'docker.io/library/both:latest': indexOf('linux/amd64', 'linux/arm64'),
  'docker.io/library/one:latest': indexOf('linux/amd64'),
  'docker.io/library/single:latest': singleOf('linux/amd64'),
};

function run(text: string, options: Partial<AnalysisInput> = {}) {
  return analyze({
    text,
    targets: ['linux/amd64', 'linux/arm64'],
    image: (reference) => images[reference] ?? unreachable,
    ...options,
  });
}

/** A builder with a node for each platform. */
function farm(...platforms: readonly string[]): Fact<Builder> {
  const nodes = platforms.map((platform, at) => ({
    ...{ name: `n${String(at)}`, endpoint: 'e', status: 'running' as const },
    platforms: [platform],
    pinned: [],
  }));
  return { known: true, asOf: 0, value: { name: 'farm', driver: 'remote', current: true, nodes } };
}

describe('what an analysis is given', () => {
  it('builds each target on the node that has it, whose platform is the build platform', () => {
    const text = 'FROM --platform=$BUILDPLATFORM both AS a\nFROM both\nCOPY --from=a /a /a\n';
    const requests = (builder?: Fact<Builder>) =>
      run(text, builder && { builder }).sites[0]?.requests.map(
        ({ platform, targets }) => `${platform} for ${targets.join(' ')}`,
      );
    assert.deepEqual(requests(farm('linux/amd64', 'linux/arm64')), [
      'linux/amd64 for linux/amd64',
      'linux/arm64 for linux/arm64',
    ]);
    assert.deepEqual(requests(farm('linux/amd64')), ['linux/amd64 for linux/amd64 linux/arm64']);
    assert.deepEqual(requests(), []);
  });

  it('knows whether something depends on a builder that nobody asked', () => {
    const text = 'FROM --platform=$BUILDPLATFORM both AS a\nFROM both\nCOPY --from=a /a /a\n';
    assert.equal(run(text).needsBuildPlatform, true);
    assert.equal(run(text, { buildPlatform: 'linux/amd64' }).needsBuildPlatform, false);
    assert.deepEqual(
      run('FROM both\nRUN x\n').matrix.flatMap(({ cells }) =>
        cells.map(({ state, reason }) => `${state}: ${renderMessage(reason)}`),
      ),
      ['linux/amd64', 'linux/arm64'].map(
        (platform) =>
          `unknown: What the builder makes of ${platform} is not known: No builder was asked.`,
      ),
    );
  });

  it('leaves out what another program reports, and only that', () => {
    const text = 'FROM --platform=linux/amd64 both AS x\nFROM --platform=$TARGETPLATFORM one\n';
    const rules = (options?: Partial<AnalysisInput>) =>
      run(text, options).findings.map(({ rule }) => rule);
    assert.deepEqual(rules(), [
      ...['constant-platform-flag', 'redundant-target-platform', 'base-image-missing-platform'],
    ]);
    assert.deepEqual(rules({ withoutBuildkitRules: true }), ['base-image-missing-platform']);
    assert.deepEqual(rules({ withoutBuildkitRules: false }).length, 3);
  });

  it('takes a stage for the target, contexts for names, and build arguments for defaults', () => {
    const text = 'ARG A=one\nFROM ${A} AS x\nFROM single AS y\nFROM ctx\n';
    const names = (options: Partial<AnalysisInput>) =>
      run(text, options).sites.map(({ familiar }) => familiar);
    assert.deepEqual(names({}), ['ctx:latest']);
    assert.deepEqual(names({ target: 'y' }), ['single:latest']);
    assert.deepEqual(names({ target: 'x' }), ['one:latest']);
    assert.deepEqual(names({ target: 'x', buildArgs: { A: 'both' } }), ['both:latest']);
    assert.deepEqual(names({ contexts: { ctx: 'docker-image://alpine:3' } }), ['alpine:3']);
  });

  it('says that the result is plain files, where the file that asks says so', () => {
    assert.equal(run('FROM both\n', { exportsFiles: true }).exportsFiles, true);
    assert.equal('exportsFiles' in run('FROM both\n', { exportsFiles: false }), false);
    assert.equal('exportsFiles' in run('FROM both\n'), false);
  });

  it('knows the targets as BuildKit prints them', () => {
    const { targets } = run('FROM both\n', { targets: ['linux/aarch64', 'linux/arm'] });
    assert.deepEqual(targets, ['linux/arm64', 'linux/arm/v7']);
  });

  it('mends a file whose text begins with a byte order mark', () => {
    const text = '\uFEFFFROM both\nRUN wget https://x/t-amd64\n';
    const { findings, dockerfile } = run(text);
    const fix = findings[0]?.fixes.find(({ kind }) => kind === 'edit');
    assert.ok(fix?.kind === 'edit');
    assert.equal(
      applyEdits(dockerfile.file, fix.edits),
      '\uFEFFFROM both\nARG TARGETARCH\nRUN wget https://x/t-$TARGETARCH\n',
    );
  });
});

describe('configs that an analysis asks for', () => {
  const check = (
    title: string,
    text: string,
    expected: readonly string[],
    options?: Partial<AnalysisInput>,
  ) => {
    it(title, () => {
      assert.deepEqual(
        run(text, options).needsBases.map(({ key }) => key.replace('docker.io/library/', '')),
        expected,
      );
    });
  };
  const uses = 'RUN echo $TARGETARCH\n';
  check('of an index, for the platforms that it has', `FROM one\n${uses}`, [
    'one:latest::linux/amd64',
  ]);
  check('of a single image, for whatever it is asked', `FROM single\n${uses}`, [
    'single:latest::linux/amd64',
    'single:latest::linux/arm64',
  ]);
  check('of an image that is not known: none', `FROM other\n${uses}`, []);
  check('where nothing depends on it: none', 'FROM both\nRUN x\n', []);
  check(
    'where all are wanted',
    'FROM both\nRUN x\n',
    ['both:latest::linux/amd64', 'both:latest::linux/arm64'],
    { everyConfig: true },
  );

  it('are told to be unknown with the image, its place and its targets', () => {
    const text = `FROM both AS a\nFROM both\nCOPY --from=a /a /a\nCOPY --from=both /b /b\n${uses}`;
    assert.deepEqual(
      run(text).unknown.map(({ reference, reason, range, platforms }) => [
        ...[reference, reason.code, range.start.line, platforms.join(' ')],
      ]),
      [
        ['docker.io/library/both:latest', 'pending', 0, 'linux/amd64'],
        ['docker.io/library/both:latest', 'pending', 0, 'linux/arm64'],
      ],
    );
  });

  it('change what is found, once they are known', () => {
    const base = (): Fact<BaseImage> => ({
      ...{ known: true, asOf: 0 },
      value: { env: ['TARGETARCH=x'] },
    });
    assert.deepEqual(run(`FROM both\n${uses}`, { base }).findings, []);
    assert.equal(run(`FROM both\n${uses}`).findings.length, 1);
  });
});
