import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inspectBuilder } from '../../../../src/adapters/docker/builderInspection.ts';
import { assertProportional } from '../../../support/growth.ts';

interface Recording {
  readonly runs: readonly { readonly args: readonly string[]; readonly stdout: string }[];
}

const vectors = JSON.parse(
  readFileSync('test/fixtures/vectors/buildx-builders.json', 'utf8'),
) as Recording;

function recorded(words: string): string {
  const run = vectors.runs.find(({ args }) => args.join(' ') === words);
  assert.ok(run, `no recording of docker ${words}`);
  return run.stdout;
}

function fixture(name: string): string {
  return readFileSync(`test/fixtures/buildx/${name}`, 'utf8');
}

/** What was read, one line for the builder and for each node. */
function describeText(stdout: string): readonly string[] {
  const parsed = inspectBuilder('b', undefined).parse(stdout);
  if (!parsed.ok) return [parsed.problem.message];
  const { driver, error, nodes } = parsed.value;
  return [
    [driver, ...(error === undefined ? [] : [`! ${error}`])].join(' '),
    ...nodes.map((node) =>
      [
        node.name,
        node.endpoint,
        node.status,
        ...(node.buildkitVersion === undefined ? [] : [node.buildkitVersion]),
        `${node.platforms.length} platforms`,
        `pinned ${node.pinned?.join(',') ?? ''}`,
        ...(node.snapshotter === undefined ? [] : [node.snapshotter]),
        ...(node.gcPolicy ?? []).map((rule) => rule.map(([name]) => name[0]).join('')),
        ...(node.error === undefined ? [] : [`! ${node.error}`]),
      ].join(' '),
    ),
  ];
}

describe('docker buildx inspect', () => {
  const check = (name: string, stdout: string, expected: readonly string[]) =>
    it(name, () => {
      assert.deepEqual(describeText(stdout), expected);
    });

  check('an engine, as buildx 0.29.1 says it', fixture('0.29.1/inspect.stdout'), [
    'docker',
    'default default running 9 platforms pinned  overlayfs AFKM AKRMM ARMM ARMM',
  ]);
  check('the same, as buildx 0.13.1 says it', fixture('0.13.1/inspect.stdout'), [
    'docker',
    'default default running 10 platforms pinned  overlayfs AFK AKK AK AK',
  ]);
  check('two nodes, some of whose platforms are pinned', recorded('buildx inspect multi'), [
    'remote',
    'multi0 tcp://127.0.0.1:5056 running 11 platforms pinned linux/amd64,linux/amd64/v2 native AFKM AKRMM ARMM ARMM',
    'multi1 tcp://127.0.0.1:5057 running 10 platforms pinned linux/arm64 native AFKM AKRMM ARMM ARMM',
  ]);
  check(
    'one node whose engine is not there, and one that was not started',
    fixture('0.29.1/inspect-mixed.stdout'),
    [
      'docker-container',
      'mixed0 tcp://127.0.0.1:15998 error 0 platforms pinned  ! Cannot connect to the Docker daemon at tcp://127.0.0.1:15998. Is the docker daemon running?',
      'mixed1 unix:///var/run/docker.sock inactive 0 platforms pinned ',
    ],
  );
  check('a remote node that is not there', fixture('0.29.1/inspect-remote.stdout'), [
    'remote',
    'dead0 tcp://127.0.0.1:15998 inactive 0 platforms pinned ',
  ]);
  it('a docker context that cannot be reached', () => {
    const [line, ...nodes] = describeText(fixture('0.29.1/inspect-context.stdout'));
    assert.match(line ?? '', /^ ! error during connect: .*Connection refused$/);
    assert.deepEqual(nodes, []);
  });
  check(
    'a version, an error of several lines, a file, and fields that are not known yet',
    'Name: b\nDriver: kubernetes\nNew: x\n\nNodes:\nName: b0\nEndpoint: kubernetes:///b\nStatus: running\nBuildKit version: v0.26.2\nPlatforms: linux/arm64*\nLabels:\n a:b\n c: d\nFile#buildkitd.toml:\n > Name: evil\n\nName: b1\nEndpoint: kubernetes:///b\nError: no pods\n  Status: evil\nfor b: 0 of 1\n',
    [
      'kubernetes',
      'b0 kubernetes:///b running 0.26.2 1 platforms pinned linux/arm64',
      'b1 kubernetes:///b error 0 platforms pinned  ! no pods\nfor b: 0 of 1',
    ],
  );
  check('a table', 'NAME/NODE DRIVER\n', ['docker buildx inspect: no builder in NAME/NODE DRIVER']);
  check('nothing', '', ['docker buildx inspect: no builder in ']);

  it('names the builder so that it can be no option', () => {
    assert.deepEqual(inspectBuilder('--x', 'y').args, [
      '--context=y',
      'buildx',
      'inspect',
      '--builder=--x',
    ]);
  });

  it('takes time in proportion to the text', () => {
    assertProportional((share) => {
      const count = 20_000 * share;
      const hostile = `Name: b\nDriver: d\nNodes:\n${'Name: n\nError: e\nx\n'.repeat(count)}`;
      assert.equal(describeText(hostile).length, count + 1);
    });
  });
});
