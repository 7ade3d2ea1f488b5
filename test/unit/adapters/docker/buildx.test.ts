import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { buildxVersion, listBuilders } from '../../../../src/adapters/docker/buildx.ts';
import type { Builder } from '../../../../src/core/build/workerNode.ts';

interface Recording {
  readonly runs: readonly { readonly args: readonly string[]; readonly stdout: string }[];
}

const { runs } = JSON.parse(
  readFileSync('test/fixtures/vectors/buildx-builders.json', 'utf8'),
) as Recording;

function recorded(args: readonly string[]): string {
  const run = runs.find((candidate) => candidate.args.join(' ') === args.join(' '));
  assert.ok(run, `no recording of docker ${args.join(' ')}`);
  return run.stdout;
}

function parsed(stdout: string): readonly Builder[] {
  const result = listBuilders.parse(stdout);
  assert.ok(result.ok, result.ok ? '' : result.problem.message);
  return result.value;
}

describe('docker buildx ls --format json', () => {
  it('reads the recorded builders', () => {
    const builders = parsed(recorded(listBuilders.args));
    assert.deepEqual(
      builders.map(({ name, driver, current, nodes }) => [
        name,
        driver,
        current,
        nodes.map((node) => `${node.name} ${node.endpoint} ${node.status}`),
      ]),
      [
        ['bk', 'remote', false, ['bk0 tcp://127.0.0.1:5056 running']],
        [
          'multi',
          'remote',
          false,
          ['multi0 tcp://127.0.0.1:5056 running', 'multi1 tcp://127.0.0.1:5057 running'],
        ],
        ['default', '', true, []],
      ],
    );
    assert.equal(builders[0]?.lastActivity, '2026-11-21T00:06:05Z');
    assert.equal(builders[2]?.lastActivity, undefined, "Go's zero time is no activity");
    assert.match(builders[2]?.error ?? '', /^failed to connect to the docker API at unix:/);
    const worker = builders[1]?.nodes[1];
    assert.deepEqual(worker?.platforms.slice(0, 3), ['linux/arm64', 'linux/arm/v7', 'linux/amd64']);
    assert.equal(worker.snapshotter, 'native');
    assert.equal(worker.buildkitVersion, '0.0.0+unknown');
  });

  const check = (name: string, stdout: string, expected: readonly Partial<Builder>[]) =>
    it(name, () => {
      assert.deepEqual(parsed(stdout), expected);
    });

  check('no builder at all', '\n', []);
  check('nodes that are null', '{"Name":"b","Driver":"remote","Nodes":null}\n', [
    { name: 'b', driver: 'remote', current: false, nodes: [] },
  ]);
  check(
    'a node that was never started',
    '{"Name":"b","Driver":"docker-container","Current":true,"LastActivity":"0001-01-01T00:00:00Z","Nodes":[{"Name":"b0","Endpoint":"default","Platforms":null,"Labels":null}]}',
    [
      {
        name: 'b',
        driver: 'docker-container',
        current: true,
        nodes: [{ name: 'b0', endpoint: 'default', status: 'inactive', platforms: [] }],
      },
    ],
  );
  check(
    'a node that fails, and fields that are not known yet',
    '{"Name":"b","Driver":"kubernetes","Dynamic":true,"New":{"a":1},"Nodes":[{"Name":"b0","Endpoint":"kubernetes:///b","Err":"no pods","Platforms":["linux/arm64*"]}]}',
    [
      {
        name: 'b',
        driver: 'kubernetes',
        current: false,
        nodes: [
          {
            name: 'b0',
            endpoint: 'kubernetes:///b',
            status: 'error',
            platforms: ['linux/arm64'],
            error: 'no pods',
          },
        ],
      },
    ],
  );

  const checkProblem = (name: string, stdout: string, expected: RegExp) =>
    it(name, () => {
      const result = listBuilders.parse(stdout);
      assert.match(result.ok ? '' : result.problem.message, expected);
    });

  checkProblem('a table instead of JSON', recorded(['buildx', 'ls']), /^docker buildx ls: .*NAME/s);
  checkProblem('JSON of another shape', '{"Name":"b","Nodes":"none"}', /Driver/);
  checkProblem('a line that ends early', '{"Name":"b","Dri', /"Name":"b","Dri/);
});

describe('docker buildx version', () => {
  const check = (stdout: string, expected: string) =>
    it(stdout.trim(), () => {
      const result = buildxVersion.parse(stdout);
      assert.equal(result.ok ? result.value : result.problem.message, expected);
    });

  check(recorded(['buildx', 'version']), '0.0.0+unknown');
  check('github.com/docker/buildx v0.29.1 a1b2c3\n', '0.29.1');
  check('github.com/docker/buildx 0.13.1+ds1 0.13.1+ds1-3\n', '0.13.1+ds1');
  check('nonsense\n', 'not a version of buildx: nonsense');
});
