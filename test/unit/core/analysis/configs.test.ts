import assert from 'node:assert/strict';
import { analyze, type AnalysisInput } from '../../../../src/core/analysis/analyze.ts';
import type { BaseImage } from '../../../../src/core/dockerfile/resolution.ts';
import type { Fact } from '../../../../src/core/facts.ts';
import { lockFileNames } from '../../../../src/core/lockfile/lockFile.ts';
import { indexOf, unreachable } from '../../../support/imageFacts.ts';

const image = () => indexOf('linux/amd64', 'linux/arm64');
const unknown: Fact<never> = {
  known: false,
  reason: { code: 'unreachable', message: 'no network' },
};
const nativeOnly = {
  name: 'b',
  driver: 'docker-container',
  current: true,
  nodes: [{ name: 'n', endpoint: 'e', status: 'running', platforms: ['linux/amd64'] }],
};
const builder: NonNullable<AnalysisInput['builder']> = { known: true, asOf: 0, value: nativeOnly };

function analyse(
  text: string,
  configs: Record<string, BaseImage> = {},
  options: Partial<AnalysisInput> = {},
) {
  return analyze({
    ...{ text, targets: ['linux/amd64', 'linux/arm64'], image },
    base: ({ key }): Fact<BaseImage> => {
      const value = configs[key];
      return value === undefined ? unknown : { known: true, asOf: 0, value };
    },
    ...options,
  });
}

const both = (tag: string) => [
  `docker.io/library/${tag}::linux/amd64`,
  `docker.io/library/${tag}::linux/arm64`,
];
const forBoth = (tag: string, config: BaseImage) =>
  Object.fromEntries(both(tag).map((key) => [key, config]));

describe('configs of base images', () => {
  const needs = (title: string, text: string, expected: readonly string[], options = {}) => {
    it(`${expected.length > 0 ? 'are needed' : 'are not needed'}: ${title}`, () => {
      const { needsBases } = analyse(text, {}, options);
      assert.deepEqual(
        needsBases.map(({ key }) => key),
        expected,
      );
    });
  };
  needs('for a plain file', 'FROM alpine\nRUN echo $HOME $NODE_VERSION\nCOPY a b\n', []);
  needs(
    'an automatic argument that nothing declares',
    'FROM a:1\nRUN echo $TARGETARCH\n',
    both('a:1'),
  );
  needs('one that the stage declares', 'FROM a:1\nARG TARGETARCH\nRUN echo $TARGETARCH\n', []);
  needs(
    'one that a stage above declares',
    'FROM a:1 AS x\nARG TARGETARCH\nFROM x\nRUN echo $TARGETARCH\n',
    [],
  );
  needs('of the image at the root', 'FROM a:1 AS x\nFROM x\nRUN echo $TARGETARCH\n', both('a:1'));
  needs(
    'not of an image that nothing needs',
    'FROM a:1 AS x\nRUN echo $TARGETARCH\nFROM b:1\n',
    [],
  );
  needs('a path with a variable', 'FROM a:1\nCOPY bin/$DIST /b\n', both('a:1'));
  needs('a path with one that is set', 'FROM a:1\nENV DIST=x\nCOPY bin/$DIST /b\n', []);
  needs('a path in another stage', 'FROM b:1 AS b\nFROM a:1\nCOPY --from=b $DIST /b\n', []);
  needs('a name that says so', 'FROM node:8-onbuild\n', both('node:8-onbuild'));
  needs('nothing that can run', 'FROM a:1\nCOPY a b\n', [both('a:1')[1] ?? ''], { builder });
  needs('a RUN that fails anyway', 'FROM a:1\nRUN true\n', [], { builder });
  needs('scratch', 'FROM scratch\nCOPY $DIST b\n', []);

  it('take findings back', () => {
    const text = 'FROM a:1\nRUN echo $TARGETARCH\n';
    assert.deepEqual(
      analyse(text).findings.map(({ rule }) => rule),
      ['platform-arg-undeclared'],
    );
    const env = ['TARGETARCH=x'];
    assert.deepEqual(analyse(text, forBoth('a:1', { env })).findings, []);
    const [one = ''] = both('a:1');
    assert.deepEqual(
      analyse(text, { [one]: { env } }).findings.map(({ platforms }) => platforms),
      [['linux/arm64']],
    );
  });

  it('bring findings', () => {
    const text = 'FROM a:1\nCOPY a b\n';
    const [, arm = ''] = both('a:1');
    assert.deepEqual(analyse(text, {}, { builder }).findings, []);
    const { findings } = analyse(text, { [arm]: { onbuild: ['RUN make'] } }, { builder });
    assert.deepEqual(
      findings.map(({ rule, platforms }) => [rule, ...platforms]),
      [['platform-not-buildable', 'linux/arm64']],
    );
  });

  it('say which files are copied', () => {
    const text = 'FROM a:1\nCOPY bin/$DIST /b\n';
    assert.deepEqual(analyse(text).needsFiles, []);
    assert.deepEqual(analyse(text, forBoth('a:1', { env: ['DIST=out'] })).needsFiles, [
      'bin/out',
      'bin/amd64/out',
      'bin/arm64/out',
      ...lockFileNames.map((name) => `bin/out/${name}`),
    ]);
    assert.deepEqual(analyse(text, forBoth('a:1', {})).needsFiles, [
      'bin',
      'amd64/bin',
      'arm64/bin',
      ...lockFileNames.map((name) => `bin/${name}`),
    ]);
  });

  it('may need others', () => {
    const text = 'FROM b:1 AS assets\nRUN echo $TARGETARCH\nFROM a:onbuild\n';
    const before = analyse(text);
    assert.deepEqual(
      before.needsBases.map(({ key }) => key),
      both('a:onbuild'),
    );
    const known = forBoth('a:onbuild', { onbuild: ['COPY --from=assets /a /a'] });
    const after = analyse(text, known);
    assert.deepEqual(
      after.needsBases.map(({ key }) => key),
      [...both('a:onbuild'), ...both('b:1')],
    );
    assert.ok(after.needs.includes('docker.io/library/b:1'));
  });

  it('that are unknown are told', () => {
    const text = 'FROM a:1\nRUN echo $TARGETARCH\n';
    assert.deepEqual(
      analyse(text).unknown.map(({ reference, platforms }) => [reference, ...platforms]),
      [
        ['docker.io/library/a:1', 'linux/amd64'],
        ['docker.io/library/a:1', 'linux/arm64'],
      ],
    );
    assert.equal(analyse(text, {}, { image: () => unreachable }).unknown.length, 1);
  });
});
