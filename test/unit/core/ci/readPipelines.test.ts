import assert from 'node:assert/strict';
import { readImageUses } from '../../../../src/adapters/workspace/imageUses.ts';
import type { Job } from '../../../../src/core/ci/pipeline.ts';
import { runnerOf, runs } from '../../../../src/core/ci/runner.ts';

function jobsOf(kind: 'workflow' | 'gitlab', text: string): readonly Job[] {
  return readImageUses(kind, text).pipeline?.jobs ?? [];
}

const labels = ({ labels: all }: Job) => all.map(({ text }) => text);
const scripts = ({ steps }: Job) => steps.map(({ script }) => script?.text);

describe('workflows of GitHub as they are read', () => {
  const text = `on: { workflow_call: {} }
env: { A: "1", B: "2", C: [x] }
jobs:
  build:
    runs-on: [self-hosted, linux]
    env: { B: "3" }
    outputs: { digest: "\${{ steps.x.outputs.y }}", tag: latest }
    container: { image: node, options: --cpus 1 }
    services: { db: postgres, cache: { image: redis }, none: { ports: [1] }, empty: "" }
    steps:
      - id: first
        name: One
        if: github.ref
        uses: actions/checkout@v5
        with: { path: a, list: [b] }
        env: { C: "4" }
      - run: echo
  call:
    uses: ./other.yml
    runs-on: { group: big, labels: [a, b] }
`;
  it('have jobs with machines, variables, containers and outputs', () => {
    const [build, call, ...others] = jobsOf('workflow', text);
    assert.ok(build && call);
    assert.deepEqual(others, []);
    assert.deepEqual([build.name, call.name], ['build', 'call']);
    assert.deepEqual(
      [labels(build), labels(call)],
      [
        ['self-hosted', 'linux'],
        ['a', 'b'],
      ],
    );
    assert.deepEqual(build.variables, { A: '1', B: '3' });
    assert.deepEqual(build.outputs, ['${{ steps.x.outputs.y }}', 'latest']);
    assert.deepEqual([build.callsWorkflow, call.callsWorkflow], [false, true]);
    assert.deepEqual([build.matrix, call.steps], [undefined, []]);
    assert.deepEqual(
      build.containers.map(({ role, image, options }) => [role, image.text, options?.text]),
      [
        ['container', 'node', '--cpus 1'],
        ['service db', 'postgres', undefined],
        ['service cache', 'redis', undefined],
      ],
    );
    assert.deepEqual(
      build.steps.map(({ id, name, uses, script, condition, variables, inputs }) => [
        ...[id, name, uses?.text, script?.text, condition?.text, variables],
        [...inputs].map(([key, value]) => `${key}=${value.text}`),
      ]),
      [
        ...[
          ['first', 'One', 'actions/checkout@v5', undefined, 'github.ref'],
          [undefined, undefined, undefined, 'echo', undefined],
        ].map((said, index) => [
          ...said,
          index === 0 ? { A: '1', B: '3', C: '4' } : { A: '1', B: '3' },
          index === 0 ? ['path=a'] : [],
        ]),
      ],
    );
  });
  it('keep no key for what a step does not say', () => {
    const [step] = jobsOf('workflow', 'jobs: { a: { steps: [{ run: x }] } }')[0]?.steps ?? [];
    assert.deepEqual(Object.keys(step ?? {}), ['span', 'inputs', 'script', 'variables']);
  });
  it('are called by others, or not', () => {
    const isCalled = (on: string) => readImageUses('workflow', `on: ${on}\n`).pipeline?.isCalled;
    assert.deepEqual(
      ['push', '[workflow_call]', '{ push: {} }', '{ push: {}, workflow_call: {} }'].map(isCalled),
      [false, false, false, true],
    );
  });
  it('may be actions', () => {
    const { pipeline } = readImageUses(
      'workflow',
      'runs: { using: docker, image: x, steps: [{ run: y }] }\n',
    );
    assert.deepEqual(
      pipeline?.action?.containers.map(({ role, image }) => [role, image.text]),
      [['image', 'x']],
    );
    assert.equal(pipeline.action.steps[0]?.script?.text, 'y');
    assert.deepEqual(pipeline.jobs, []);
    assert.equal('action' in (readImageUses('workflow', text).pipeline ?? {}), false);
  });
  it('have 500 jobs and steps at most', () => {
    const steps = `steps: [${'{ run: x },'.repeat(501)}]`;
    const many = Array.from({ length: 501 }, (_, index) => `j${index}: {}`).join();
    assert.equal(jobsOf('workflow', `jobs: { a: { ${steps} } }`)[0]?.steps.length, 500);
    assert.equal(jobsOf('workflow', `jobs: { ${many} }`).length, 500);
  });
});

describe('pipelines of GitLab as they are read', () => {
  const text = `stages: [build]
variables: { A: "1", B: { value: "2", description: x }, LIST: [x] }
before_script: [echo before]
default:
  tags: [everywhere]
include: { local: a.yml }
.base:
  variables: { B: "3", C: "4" }
  script: [echo base]
  tags: [base]
.other:
  extends: .base
  variables: { C: "5" }
  parallel: { matrix: [{ P: [x, y] }] }
own:
  extends: [.base, .other]
  script:
    - echo one
    - [echo two, echo three]
plain:
  script: echo plain
  variables: { A: "6" }
  tags: []
loop:
  extends: [loop, missing]
  before_script: []
`;
  it('have jobs with what they extend, and defaults', () => {
    const jobs = jobsOf('gitlab', text);
    assert.deepEqual(
      jobs.map((job) => [job.name, labels(job), job.variables, scripts(job), job.legs]),
      [
        [
          ...['own', ['base'], { A: '1', B: '3', C: '5' }],
          ...[
            ['echo before', 'echo one', 'echo two', 'echo three'],
            [{ $P: 'x' }, { $P: 'y' }],
          ],
        ],
        ['plain', [], { A: '6', B: '2' }, ['echo before', 'echo plain'], [{}]],
        ['loop', ['everywhere'], { A: '1', B: '2' }, [], [{}]],
      ],
    );
    assert.deepEqual(jobs[0]?.containers, []);
    assert.deepEqual(jobs[0].outputs, []);
    assert.equal(jobs[0].callsWorkflow, false);
  });
  it('follow jobs over eleven others', () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, index) => `.j${index}: { extends: .j${index + 1} }\n`).join('');
    const first = (length: number) =>
      jobsOf('gitlab', `${chain(length)}.j${length}: { script: x }\na: { extends: .j0 }\n`)[0];
    assert.deepEqual(first(10)?.steps.length, 1);
    assert.deepEqual(first(11)?.steps.length, 0);
  });
  it('have 500 jobs and 1,000 lines at most', () => {
    const many = Array.from({ length: 501 }, (_, index) => `j${index}: {}\n`).join('');
    assert.equal(jobsOf('gitlab', many).length, 500);
    assert.equal(
      jobsOf('gitlab', `a: { script: [${'x,'.repeat(1_001)}] }`)[0]?.steps.length,
      1_000,
    );
  });
});

describe('the machine of a job', () => {
  const check = (kind: 'workflow' | 'gitlab', on: string, expected: string | undefined) => {
    it(`${on}: ${expected ?? 'not known'}`, () => {
      const text = kind === 'gitlab' ? `a: { tags: ${on} }` : `jobs: { a: { runs-on: ${on} } }`;
      const [job] = jobsOf(kind, text);
      assert.ok(job);
      const runner = runnerOf(kind === 'gitlab' ? 'gitlab' : 'github', job, {
        os: 'ubuntu-24.04-arm',
      });
      const shown = runner && `${runner.architecture}${runner.isHosted ? ', hosted' : ''}`;
      assert.equal(shown, expected);
    });
  };
  check('workflow', 'ubuntu-latest', 'amd64, hosted');
  check('workflow', '"${{ matrix.os }}"', 'arm64, hosted');
  check('workflow', '[self-hosted, linux, ARM64]', 'arm64');
  check('workflow', '[self-hosted, linux, ARM]', undefined);
  check('workflow', 'windows-2025', undefined);
  check('workflow', 'windows-11-arm', undefined);
  check('workflow', 'mine', undefined);
  check('workflow', '"${{ runner.x }}"', undefined);
  check('gitlab', '[saas-linux-small-amd64]', 'amd64, hosted');
  check('gitlab', '[x, saas-linux-2xlarge-arm64]', 'arm64, hosted');
  check('gitlab', '[saas-linux-small-amd64-gpu]', undefined);
  check('gitlab', '[my-saas-linux-small-amd64]', undefined);
  check('gitlab', '[ubuntu-latest]', undefined);

  const run = (architecture: 'amd64' | 'arm64', platform: string, expected: string) => {
    it(`${architecture} runs ${platform}: ${expected}`, () => {
      assert.equal(runs({ architecture, isHosted: true }, platform), expected);
    });
  };
  run('amd64', 'linux/amd64', 'yes');
  run('amd64', 'linux/386', 'yes');
  run('amd64', 'linux/arm64', 'no');
  run('amd64', 'linux/arm/v7', 'no');
  run('arm64', 'linux/arm64', 'yes');
  run('arm64', 'linux/arm/v7', 'maybe');
  run('arm64', 'linux/386', 'no');
  run('arm64', 'windows/amd64', 'maybe');
});
