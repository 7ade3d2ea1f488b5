import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  readBuiltDockerfiles,
  withBuiltBases,
} from '../../../../src/adapters/workspace/builtImages.ts';
import { readImageUses } from '../../../../src/adapters/workspace/imageUses.ts';
import { analyzeCompose } from '../../../../src/core/analysis/analyzeCompose.ts';
import type { Fact, ImageFacts } from '../../../../src/core/facts.ts';
import { imageServices } from '../../../../src/core/project/imageServices.ts';
import { indexOf, singleOf, unreachable } from '../../../support/imageFacts.ts';
import { useTemporaryFolder } from '../../../support/registry/temporaryFolder.ts';

const images: Readonly<Record<string, Fact<ImageFacts>>> = {
  'docker.io/library/mysql:5.7': indexOf('linux/amd64'),
  'docker.io/library/alpine:3.20': indexOf('linux/amd64', 'linux/arm64', 'linux/s390x'),
  'docker.io/o/single:1': singleOf('linux/amd64'),
};

const action = (...inputs: readonly string[]) => `jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/setup-qemu-action@v4
      - uses: docker/build-push-action@v7
        with:
${inputs.map((input) => `          ${input}\n`).join('')}          load: true
`;
const both = 'platforms: linux/amd64,linux/arm64';
const s390x = 'platforms: linux/s390x';
const legs = `jobs:
  image:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        platform: [linux/amd64, linux/arm64, linux/s390x]
    steps:
      - uses: docker/setup-qemu-action@v4
      - uses: docker/build-push-action@v7
        with:
          platforms: \${{ matrix.platform }}
`;
const script = (command: string) =>
  `build:\n  image: docker:28\n  script:\n    - ${command}\n    - true\n`;

describe('images that a pipeline builds upon', () => {
  const folder = useTemporaryFolder();

  async function find(
    text: string,
    dockerfiles: Readonly<Record<string, string>>,
    kind: 'workflow' | 'gitlab' = 'workflow',
  ) {
    const root = path.join(folder.path, 'repository');
    const file = path.join(root, kind === 'gitlab' ? '.gitlab-ci.yml' : '.github/workflows/a.yml');
    for (const [name, content] of Object.entries(dockerfiles)) {
      await mkdir(path.dirname(path.join(root, name)), { recursive: true });
      await writeFile(path.join(root, name), content);
    }
    const services = imageServices(kind, readImageUses(kind, text));
    const built = await readBuiltDockerfiles(file, services, text);
    const analysis = analyzeCompose(
      { text, services: withBuiltBases(file, services, text, built), targets: ['linux/amd64'] },
      { image: (reference) => images[reference] ?? unreachable },
    );
    return {
      found: analysis.findings
        .filter(({ rule }) => rule === 'ci-base-lacks-platform')
        .map(({ severity, range, platforms, message: { args } }) =>
          [`${String(range.start.line)}:${severity}`, ...platforms, ...args.slice(1, 3)].join(' '),
        ),
      unknown: analysis.unknown.map(({ reference }) => reference),
    };
  }

  type Files = Readonly<Record<string, string>>;
  const mysql = { Dockerfile: 'FROM mysql:5.7\n' };
  const rows: readonly (readonly [
    what: string,
    text: string,
    files: Files,
    expected: readonly string[],
    kind?: 'gitlab',
  ])[] = [
    [
      'an image without one of them',
      action(both),
      mysql,
      ['7:error linux/arm64 mysql:5.7 Dockerfile:1'],
    ],
    ['an image with all of them', action(both), { Dockerfile: 'FROM alpine:3.20' }, []],
    [
      'an image for one platform',
      action(both),
      { Dockerfile: 'FROM o/single:1' },
      ['7:warning linux/arm64 o/single:1 Dockerfile:1'],
    ],
    [
      'runs of a matrix together',
      legs,
      mysql,
      ['10:error linux/arm64 linux/s390x mysql:5.7 Dockerfile:1'],
    ],
    [
      'an image that files come from',
      action(both),
      { Dockerfile: 'FROM alpine:3.20\n\nCOPY --from=mysql:5.7 /a /b\n' },
      ['7:error linux/arm64 mysql:5.7 Dockerfile:3'],
    ],
    [
      'an image of the machine alone',
      action(both),
      {
        Dockerfile:
          'FROM --platform=$BUILDPLATFORM mysql:5.7 AS a\nFROM alpine:3.20\nCOPY --from=a /a /b\n',
      },
      [],
    ],
    [
      'build arguments that an expression names',
      action(both, 'build-args: ${{ inputs.build-args }}'),
      { Dockerfile: 'ARG BASE=mysql:5.7\nFROM $BASE\n' },
      [],
    ],
    [
      'another repository that is checked out',
      action(both).replace(
        '      - uses: docker/build-push',
        '      - uses: actions/checkout@v5\n        with: { repository: o/other }\n      - uses: docker/build-push',
      ),
      mysql,
      [],
    ],
    [
      'a folder that an entry before goes to',
      script('cd backend').replace(
        '- true',
        '- docker buildx build --platform linux/arm64 --output type=cacheonly .',
      ),
      mysql,
      [],
      'gitlab',
    ],
    [
      'an image that is pinned',
      action(both),
      { Dockerfile: 'FROM --platform=linux/amd64 mysql:5.7' },
      [],
    ],
    [
      'an image of each architecture',
      action(both),
      {
        Dockerfile:
          'FROM alpine:3.20 AS base-arm64\nFROM mysql:5.7 AS base-amd64\nFROM base-$TARGETARCH\n',
      },
      [],
    ],
    [
      'a stage that is built',
      action(both, 'target: a'),
      { Dockerfile: 'FROM mysql:5.7 AS a\nFROM alpine:3.20\n' },
      ['7:error linux/arm64 mysql:5.7 Dockerfile:1'],
    ],
    [
      'a stage that is not',
      action(both, 'target: b'),
      { Dockerfile: 'FROM mysql:5.7 AS a\nFROM alpine:3.20 AS b\n' },
      [],
    ],
    [
      'another context',
      action(both, 'context: ./api'),
      { 'api/Dockerfile': 'FROM mysql:5.7', Dockerfile: 'FROM alpine:3.20' },
      ['8:error linux/arm64 mysql:5.7 api/Dockerfile:1'].map((each) => each.replace('8:', '7:')),
    ],
    [
      'another file',
      action(both, 'file: docker/app.Dockerfile'),
      { 'docker/app.Dockerfile': 'FROM mysql:5.7' },
      ['7:error linux/arm64 mysql:5.7 docker/app.Dockerfile:1'],
    ],
    [
      'an argument',
      action(s390x, 'build-args: V=5.7'),
      { Dockerfile: 'ARG V=9\nFROM mysql:$V\n' },
      ['7:error linux/s390x mysql:5.7 Dockerfile:2'],
    ],
    [
      'an argument that is known later',
      action(s390x, 'build-args: V=${{ github.sha }}'),
      { Dockerfile: 'ARG V=5.7\nFROM mysql:$V\n' },
      [],
    ],
    [
      'another argument that is known later',
      action(s390x, 'build-args: W=${{ github.sha }}'),
      mysql,
      ['7:error linux/s390x mysql:5.7 Dockerfile:1'],
    ],
    ['platforms that are known later', action('platforms: ${{ inputs.platforms }}'), mysql, []],
    ['a file that is known later', action(both, 'file: ${{ inputs.file }}'), mysql, []],
    ['other contexts by name', action(both, 'build-contexts: mysql=.'), mysql, []],
    [
      'a context of Git',
      action(both, 'context: "{{defaultContext}}:api"'),
      { 'api/Dockerfile': 'FROM mysql:5.7' },
      [],
    ],
    ['a context elsewhere', action(both, 'context: https://example.com/a.git'), mysql, []],
    ['a Dockerfile that is not there', action(both, 'file: none'), mysql, []],
    ['a folder in its place', action(both, 'file: .'), mysql, []],
    ['a file outside', action(both, 'file: ../outside'), { '../outside': 'FROM mysql:5.7' }, []],
    ['no platforms', action('tags: a'), mysql, []],
    [
      'a command of GitLab',
      script('docker buildx build --platform linux/amd64,linux/arm64 --push .'),
      mysql,
      ['3:error linux/arm64 mysql:5.7 Dockerfile:1'],
      'gitlab',
    ],
    [
      'a command in another folder',
      script('cd api && docker buildx build --platform linux/arm64 .'),
      mysql,
      [],
      'gitlab',
    ],
    [
      'a command in GitHub',
      'jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: docker buildx build --platform linux/arm64 .\n',
      mysql,
      [],
    ],
  ];
  for (const [what, text, files, expected, kind] of rows) {
    it(`says of ${what}: ${String(expected.length)}`, async () => {
      assert.deepEqual((await find(text, files, kind)).found, expected);
    });
  }

  it('are not known where nobody answers, and then nothing is said', async () => {
    const { found, unknown } = await find(action(both), { Dockerfile: 'FROM o/unknown:1' });
    assert.deepEqual([found, unknown], [[], ['docker.io/o/unknown:1']]);
  });
});
