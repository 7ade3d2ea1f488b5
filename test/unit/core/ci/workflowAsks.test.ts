import assert from 'node:assert/strict';
import { readImageUses } from '../../../../src/adapters/workspace/imageUses.ts';
import { workflowAsks } from '../../../../src/core/ci/workflowAsks.ts';

describe('what steps of a workflow ask for', () => {
  const check = (
    title: string,
    head: string,
    steps: readonly string[],
    expected: readonly object[],
  ) => {
    it(title, () => {
      const all = steps.map(
        (each) => `      - uses: docker/build-push-action@v7\n        with: ${each}\n`,
      );
      const text = `jobs:\n  image:\n    ${head}\n    steps:\n${all.join('')}`;
      const { pipeline } = readImageUses('workflow', text);
      assert.ok(pipeline);
      const kind = 'workflow';
      assert.deepEqual(
        workflowAsks(pipeline, text, 'ci.yml'),
        expected.map((each) => ({ kind, ...each })),
      );
    });
  };
  const who = (line: number) => `job image in ci.yml:${line}`;
  const one = 'runs-on: ubuntu-latest';
  check(
    'its platforms',
    one,
    ['{ push: true, platforms: "linux/amd64,arm64" }'],
    [{ who: who(6), platforms: ['linux/amd64', 'linux/arm64'] }],
  );
  check(
    'a file, a context and a stage, and nothing that leaves the machine',
    one,
    ['{ file: a/Dockerfile, context: ./a, target: run, platforms: linux/arm64 }'],
    [
      {
        ...{ who: who(6), platforms: ['linux/arm64'], staysLocal: true },
        ...{ file: 'a/Dockerfile', context: './a', stage: 'run' },
      },
    ],
  );
  check(
    'inputs that are empty',
    one,
    ['{ push: true, file: "", target: "${{ matrix.none }}", platforms: linux/arm64 }'],
    [{ who: who(6), platforms: ['linux/arm64'] }],
  );
  check('no platforms', one, ['{ push: true }', '{ push: true, platforms: "" }'], []);
  check(
    'a Dockerfile, a context or a stage that nobody knows',
    one,
    ['file', 'context', 'target'].map(
      (name) => `{ platforms: linux/arm64, ${name}: "\${{ inputs.x }}" }`,
    ),
    [],
  );
  check(
    'a context of Git',
    one,
    ['{ platforms: linux/arm64, context: "{{defaultContext}}:a" }'],
    [],
  );
  check(
    'platforms that nobody knows',
    one,
    ['{ push: true, platforms: "${{ inputs.p }}" }'],
    [{ who: who(6), platforms: [] }],
  );
  const matrix = (text: string) => `strategy: { matrix: ${text} }`;
  check(
    'one run after the other',
    matrix('{ p: [linux/amd64, linux/s390x], include: [{ p: linux/s390x, f: b }] }'),
    ['{ push: true, platforms: "${{ matrix.p }}", file: "${{ matrix.f }}" }'],
    [
      { who: who(6), platforms: ['linux/amd64'] },
      { who: who(6), platforms: ['linux/s390x'], file: 'b' },
    ],
  );
  check(
    'runs that an expression makes',
    matrix('"${{ fromJSON(inputs.m) }}"'),
    [
      '{ push: true, platforms: "${{ matrix.p }}" }',
      '{ push: true, platforms: "linux/amd64,${{ matrix.p }}" }',
      '{ push: true, platforms: linux/arm64, file: a }',
      '{ push: true, platforms: linux/arm64, file: "${{ matrix.f }}" }',
    ],
    [
      { who: who(6), platforms: [] },
      { who: who(8), platforms: [] },
      { who: who(10), platforms: ['linux/arm64'], file: 'a' },
    ],
  );
  it('is not what scripts build', () => {
    const text =
      'jobs:\n  a:\n    steps:\n    - run: docker buildx build --platform linux/arm64 .\n';
    const { pipeline } = readImageUses('workflow', text);
    assert.deepEqual(pipeline && workflowAsks(pipeline, text, 'ci.yml'), []);
  });
});
