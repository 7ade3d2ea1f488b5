import assert from 'node:assert/strict';
import { readImageUses } from '../../../../src/adapters/workspace/imageUses.ts';
import { checkImages, meaning } from '../../../support/checkImages.ts';

const check = checkImages('workflow');

const job = (rest: string) => `on: push\njobs:\n  a:\n${rest}`;

describe('images of workflows', () => {
  check(
    'containers, services and steps, on the platform of the machine',
    job(`    runs-on: ubuntu-latest
    container: node:24
    services:
      db: { image: "postgres:18", options: --health-cmd true --platform linux/arm64 }
      cache:
        image: redis
    steps:
    - uses: actions/checkout@v5
    - name: lint
      uses: docker://alpine:3.22
`),
    [
      'job a, container: node:24 (linux/amd64)',
      'job a, service db: postgres:18 (linux/arm64)',
      'job a, service cache: redis (linux/amd64)',
      'job a, step lint: alpine:3.22 (linux/amd64)',
    ],
  );
  const machine = (runsOn: string, expected: string, more = '') => {
    const text = job(`    runs-on: ${runsOn}\n${more}    container: { image: x }\n`);
    check(`on ${runsOn}`, text, [`job a, container: x (${expected})`]);
  };
  machine('ubuntu-24.04-arm', 'linux/arm64');
  machine('[self-hosted, linux, ARM64]', 'linux/arm64');
  machine('[self-hosted, linux]', '');
  machine('{ group: big, labels: ubuntu-24.04 }', 'linux/amd64');
  machine('big-machine', '');
  machine('${{ inputs.runner }}', '');
  const matrix = '    strategy: { matrix: { os: [ubuntu-latest, ubuntu-24.04-arm] } }\n';
  machine('${{ matrix.os }}', 'linux/amd64 linux/arm64', matrix);
  machine(
    '${{ matrix.on.os }}',
    'linux/arm64',
    '    strategy: { matrix: { include: [{ on: { os: ubuntu-24.04-arm } }] } }\n',
  );
  machine('${{ matrix.os }}', '', '    strategy: { matrix: "${{ fromJSON(x) }}" }\n');
  machine('${{ matrix.os }}', '', '    strategy: { matrix: { os: [ubuntu-latest, mine] } }\n');
  check('without a machine', 'jobs:\n  a:\n    container: x\n', ['job a, container: x ()']);
  check(
    'the options of containers',
    job(`    runs-on: ubuntu-latest
    services:
      a: { image: x, options: "--platform=linux/arm64 --cpus 1" }
      b: { image: x, options: --my--platform=linux/arm64 }
      c: { image: x, options: --cpus 1 }
`),
    [
      'job a, service a: x (linux/arm64)',
      'job a, service b: x (linux/amd64)',
      'job a, service c: x (linux/amd64)',
    ],
  );
  check(
    'an expression names it',
    job('    runs-on: ubuntu-latest\n    container: "${{ matrix.image }}"\n'),
    ['job a, container: ${{ matrix.image }}? (linux/amd64)'],
  );
  check('an action that is an image', 'runs:\n  using: docker\n  image: docker://x:1\n', [
    'this action: x:1 ()',
  ]);
  check(
    'an action of several steps',
    'runs:\n  using: composite\n  steps:\n  - uses: docker://x:1\n  - name: two\n    uses: docker://y:2\n',
    ['this action, step 1: x:1 ()', 'this action, step two: y:2 ()'],
  );
  it('builds whose inputs a matrix names, or nothing', () => {
    const step = (inputs: string) =>
      `    - uses: docker/build-push-action@v6\n      with: ${inputs}\n`;
    const text = job(`    strategy: { matrix: { file: [a, b], context: [c], p: [linux/arm64] } }
    steps:
    - uses: docker/setup-qemu-action@v3
${step('{ file: "${{ matrix.file }}", context: "${{ matrix.context }}", platforms: "${{ matrix.p }}" }')}${step('{ file: "", context: "${{ inputs.context }}", platforms: "", tags: "" }')}`);
    const { builds } = readImageUses('workflow', text);
    assert.deepEqual(
      builds.map(({ dockerfile, context, platforms, tags, emulators, machines, within }) => [
        ...[dockerfile && meaning([dockerfile]), context && meaning([context])],
        ...[platforms && meaning(platforms), meaning(tags), emulators, machines, within],
      ]),
      [
        ['?', 'c', 'linux/arm64', '', {}, undefined, 'repository'],
        [undefined, '?', undefined, '', {}, undefined, 'repository'],
      ],
    );
  });
  it('builds, with their emulators and tags', () => {
    const text = job(`    runs-on: ubuntu-latest
    steps:
    - uses: docker/setup-qemu-action@v3
      with: { platforms: arm64 }
    - name: image
      uses: docker/build-push-action@v6
      with:
        context: app
        file: app/Dockerfile
        platforms: |
          linux/amd64
          linux/arm64
        tags: a/b:1, a/b:latest
    - uses: Docker/Build-Push-Action@v6
    - uses: docker/build-push-action@v6
      with: { platforms: "\${{ env.PLATFORMS }}" }
`);
    const { builds } = readImageUses('workflow', text);
    const words = builds.flatMap(({ platforms = [], tags }) => [...platforms, ...tags]);
    for (const { span, written } of words) {
      assert.equal(text.slice(span.start, span.end), written);
    }
    assert.deepEqual(
      builds.map((each) => [
        ...[each.user, each.context?.resolved, each.dockerfile?.resolved],
        ...[each.platforms && meaning(each.platforms), meaning(each.tags)],
        ...[meaning(each.emulators?.platforms ?? []), meaning(each.machines ?? [])],
      ]),
      [
        [
          ...['job a, step image', 'app', 'app/Dockerfile', 'linux/amd64 linux/arm64'],
          ...['a/b:1 a/b:latest', 'arm64', 'linux/amd64'],
        ],
        ['job a, step 3', undefined, undefined, undefined, '', 'arm64', 'linux/amd64'],
        ['job a, step 4', undefined, undefined, '', '', 'arm64', 'linux/amd64'],
      ],
    );
  });
});
