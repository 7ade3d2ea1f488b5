import assert from 'node:assert/strict';
import { readImageUses } from '../../../../src/adapters/workspace/imageUses.ts';
import type { Leg } from '../../../../src/core/ci/pipeline.ts';

describe('the runs of a job', () => {
  const legs = (kind: 'workflow' | 'gitlab', text: string) =>
    readImageUses(kind, text).pipeline?.jobs[0]?.legs;
  const shown = (all: readonly Leg[] | undefined) =>
    all?.map((leg) =>
      Object.entries(leg)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
    );
  const check = (matrix: string, expected: readonly string[] | undefined) => {
    it(`GitHub: ${matrix}`, () => {
      const text = `jobs: { a: { strategy: { matrix: ${matrix} } } }\n`;
      assert.deepEqual(shown(legs('workflow', text)), expected);
    });
  };
  check('{ os: [a, b], v: [1, 2] }', ['os=a v=1', 'os=a v=2', 'os=b v=1', 'os=b v=2']);
  check('{ os: [a, b], v: [1, 2], exclude: [{ os: a, v: 2 }] }', [
    'os=a v=1',
    'os=b v=1',
    'os=b v=2',
  ]);
  check('{ os: [a, b], v: [1, 2], exclude: [{ os: a }] }', ['os=b v=1', 'os=b v=2']);
  check('{ os: [a], exclude: [{ os: a, v: 2 }] }', ['os=a']);
  // The example of docs.github.com, "Running variations of jobs in a workflow".
  check(
    '{ fruit: [apple, pear], animal: [cat, dog], include: [{ color: green }, { color: pink, animal: cat }, { fruit: apple, shape: circle }, { fruit: banana }, { fruit: banana, animal: cat }] }',
    [
      'fruit=apple animal=cat color=pink shape=circle',
      'fruit=apple animal=dog color=green shape=circle',
      'fruit=pear animal=cat color=pink',
      'fruit=pear animal=dog color=green',
      'fruit=banana',
      'fruit=banana animal=cat',
    ],
  );
  check('{ include: [{ os: a, v: 1 }, { os: b }] }', ['os=a v=1', 'os=b']);
  check('{ on: [{ os: a, v: { n: 1 } }, b] }', ['on.os=a on.v.n=1', 'on=b']);
  check('{ a: [{ b: { c: { d: { e: 1, f: { g: 1 } } } } }] }', ['a.b.c.d.e=1']);
  check('{ os: [[a]] }', ['']);
  check('{ os: [] }', []);
  check('"${{ fromJSON(x) }}"', undefined);
  check('{ os: "${{ fromJSON(x) }}" }', undefined);
  check('{ os: [a, "${{ inputs.os }}"] }', undefined);
  check('{ os: [a], include: [{ v: "${{ inputs.v }}" }] }', undefined);
  check('{ os: a }', undefined);
  check('[a]', undefined);
  it('are one without a matrix', () => {
    assert.deepEqual(legs('workflow', 'jobs: { a: { runs-on: x } }'), [{}]);
    assert.deepEqual(legs('gitlab', 'a: { script: x }'), [{}]);
    assert.deepEqual(legs('gitlab', 'a: { script: x, parallel: 3 }'), [{}]);
  });
  it('are 256 at most', () => {
    const many = Array.from({ length: 300 }, (_, index) => index).join();
    const added = Array.from({ length: 300 }, (_, index) => `{ b: ${index} }`).join();
    const count = (matrix: string) =>
      legs('workflow', `jobs: { a: { strategy: { matrix: ${matrix} } } }`)?.length;
    assert.equal(count(`{ a: [${many}] }`), 256);
    assert.equal(count(`{ include: [${added}] }`), 256);
    assert.equal(count(`{ a: [1, 2], b: [x], include: [${added}] }`), 256);
  });

  const parallel = (matrix: string, expected: readonly string[] | undefined) => {
    it(`GitLab: ${matrix}`, () => {
      const text = `a: { script: x, parallel: { matrix: ${matrix} } }\n`;
      assert.deepEqual(shown(legs('gitlab', text)), expected);
    });
  };
  // The example of docs.gitlab.com, "parallel:matrix".
  parallel('[{ PROVIDER: aws, STACK: [app1, app2] }, { PROVIDER: [gcp, vultr], STACK: [data] }]', [
    '$PROVIDER=aws $STACK=app1',
    '$PROVIDER=aws $STACK=app2',
    '$PROVIDER=gcp $STACK=data',
    '$PROVIDER=vultr $STACK=data',
  ]);
  parallel('{ A: b }', undefined);
  parallel('x', undefined);
});
