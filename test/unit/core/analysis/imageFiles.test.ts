import assert from 'node:assert/strict';
import { readImageUses } from '../../../../src/adapters/workspace/imageUses.ts';
import { analyzeCompose } from '../../../../src/core/analysis/analyzeCompose.ts';
import { ignoreEdit } from '../../../../src/core/analysis/comments.ts';
import { applyEdits } from '../../../../src/core/analysis/edits.ts';
import { renderMessage } from '../../../../src/core/analysis/finding.ts';
import type { Fact, ImageFacts } from '../../../../src/core/facts.ts';
import type { ImageFileKind } from '../../../../src/core/project/fileNames.ts';
import { imageServices } from '../../../../src/core/project/imageServices.ts';
import { indexOf, singleOf, unreachable } from '../../../support/imageFacts.ts';

const images: Readonly<Record<string, Fact<ImageFacts>>> = {
  'docker.io/library/mysql:5.7': indexOf('linux/amd64'),
  'docker.io/library/alpine:3.20': indexOf('linux/amd64', 'linux/arm64'),
  'docker.io/o/single:1': singleOf('linux/amd64'),
  'docker.io/arm64v8/alpine:3.20': indexOf('linux/arm64'),
};

function analyse(kind: ImageFileKind, text: string) {
  const services = imageServices(kind, readImageUses(kind, text));
  const targets = ['linux/amd64', 'linux/arm64'];
  const image = (reference: string) => images[reference] ?? unreachable;
  return analyzeCompose({ text, services, targets }, { image });
}

function check(
  kind: ImageFileKind,
  title: string,
  text: string,
  expected: readonly string[],
): void {
  it(`${kind}: ${title}`, () => {
    const found = analyse(kind, text).findings.map(({ rule, severity, range, platforms }) =>
      [`${String(range.start.line)}: ${severity} ${rule}`, ...platforms].join(' '),
    );
    assert.deepEqual(found, expected);
  });
}

const pod = (image: string, rest = '') =>
  `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: ${image}\n${rest}`;
const job = (image: string, machine: string) =>
  `jobs:\n  a:\n    runs-on: ${machine}\n    container: ${image}\n`;

describe('findings in files that name images', () => {
  // Nobody knows what the nodes of a cluster are: no error, unless the file says it.
  check('kubernetes', 'an image without a target', pod('mysql:5.7'), [
    '4: warning base-image-missing-platform linux/arm64',
  ]);
  check(
    'kubernetes',
    'one that its nodes cannot run',
    pod('mysql:5.7', '  nodeSelector: { kubernetes.io/arch: arm64 }\n'),
    ['4: error base-image-missing-platform linux/arm64'],
  );
  check(
    'kubernetes',
    'one that they can',
    pod('mysql:5.7', '  nodeSelector: { kubernetes.io/arch: amd64 }\n'),
    [],
  );
  check('kubernetes', 'a single image', pod('o/single:1'), [
    '4: warning base-image-single-platform linux/arm64',
  ]);
  check(
    'kubernetes',
    'an architecture in a name',
    pod('arm64v8/alpine:3.20', '  nodeSelector: { kubernetes.io/arch: arm64 }\n'),
    ['4: information arch-named-image linux/arm64'],
  );
  check('kubernetes', 'a variable', pod('$IMAGE'), []);
  check('kubernetes', 'an image that nobody knows', pod('o/unknown'), []);
  check(
    'kubernetes',
    'what the comment above is quiet about',
    pod('mysql:5.7').replace(
      '  - image',
      '  # multiarch: ignore base-image-missing-platform\n  - image',
    ),
    [],
  );
  check('helm-values', 'parts of a name', 'image:\n  repository: mysql\n  tag: 5.7\n', [
    '1: warning base-image-missing-platform linux/arm64',
  ]);
  check('workflow', 'a machine that lacks it', job('mysql:5.7', 'ubuntu-24.04-arm'), [
    '3: error base-image-missing-platform linux/arm64',
  ]);
  check('workflow', 'a machine that has it', job('mysql:5.7', 'ubuntu-latest'), []);
  check('workflow', 'a machine that nobody knows', job('mysql:5.7', 'mine'), []);
  check(
    'workflow',
    'a platform that is none',
    'jobs:\n  a:\n    steps:\n    - uses: docker/build-push-action@v6\n      with:\n        platforms: linux/amd64,linux/arm64/v9x/y,linux/aarch64\n',
    ['5: error invalid-platform linux/arm64/v9x/y', '5: hint invalid-platform linux/arm64'],
  );
  check(
    'workflow',
    'the platform of the builder',
    'jobs:\n  a:\n    steps:\n    - uses: docker/build-push-action@v6\n      with:\n        platforms: linux/amd64,local,locally\n',
    ['5: error invalid-platform locally'],
  );
  check(
    'gitlab',
    'a platform that it lacks',
    'a:\n  image: { name: "mysql:5.7", docker: { platform: linux/arm64 } }\n',
    ['1: error base-image-missing-platform linux/arm64'],
  );
  check('gitlab', 'a runner that nobody knows', 'a:\n  image: mysql:5.7\n', []);
  check('devcontainer', 'an image without a target', '{\n"image": "mysql:5.7" // old\n}', [
    '1: warning base-image-missing-platform linux/arm64',
  ]);
  check(
    'devcontainer',
    'what a comment is quiet about',
    '{\n// multiarch: ignore base-image-missing-platform\n"image": "mysql:5.7"\n}',
    [],
  );

  it('say who does not start', () => {
    const message = (kind: ImageFileKind, text: string) =>
      analyse(kind, text).findings.map(({ message }) => renderMessage(message));
    assert.deepEqual(message('kubernetes', pod('mysql:5.7')), [
      'No image for linux/arm64 in “mysql:5.7”: its pod does not start on such a node (“no match for platform in manifest”). It has linux/amd64.',
    ]);
    assert.deepEqual(message('kubernetes', pod('o/single:1')), [
      '“o/single:1” is a single image for linux/amd64: on a node with linux/arm64 its programs do not start (“exec format error”), unless the node emulates them.',
    ]);
    assert.deepEqual(message('workflow', job('o/single:1', 'ubuntu-24.04-arm')), [
      '“o/single:1” is a single image for linux/amd64: as linux/arm64 it runs by emulation, or not at all.',
    ]);
    assert.deepEqual(message('workflow', job('mysql:5.7', 'ubuntu-24.04-arm')), [
      'No image for linux/arm64 in “mysql:5.7”: its container does not start there (“no matching manifest”). It has linux/amd64.',
    ]);
    assert.deepEqual(message('helm-values', 'image:\n  repository: mysql\n  tag: 5.7\n'), [
      'No image for linux/arm64 in “mysql:5.7”: its pod does not start on such a node (“no match for platform in manifest”). It has linux/amd64.',
    ]);
    assert.deepEqual(message('helm-values', 'image:\n  repository: o/single\n  tag: 1\n'), [
      '“o/single:1” is a single image for linux/amd64: on a node with linux/arm64 its programs do not start (“exec format error”), unless the node emulates them.',
    ]);
    assert.deepEqual(message('devcontainer', '{"image": "mysql:5.7"}'), [
      'No image for linux/arm64 in “mysql:5.7”: its container does not start there (“no matching manifest”). It has linux/amd64.',
    ]);
  });

  it('stand with those of builds, in the order of the file, and are silenced alike', () => {
    const text = (comment: string) =>
      `jobs:
  a:
    runs-on: ubuntu-24.04-arm
    strategy:
      matrix:
        platform: [linux/amd64, linux/arm64]
    steps:
    - uses: docker/build-push-action@v7
      with:
        platforms: \${{ matrix.platform }}
        push: true
${comment}        tags: o/a:1
  b:
    runs-on: ubuntu-24.04-arm
    container: mysql:5.7
`;
    const rules = (comment = '') =>
      analyse('workflow', text(comment)).findings.map(({ rule }) => rule);
    const all = [
      ...['ci-runner-mismatch', 'ci-emulator-missing', 'ci-tags-overwritten'],
      'base-image-missing-platform',
    ];
    assert.deepEqual(rules(), all);
    assert.deepEqual(rules('        # multiarch: ignore ci-tags-overwritten\n'), [
      ...all.slice(0, 2),
      ...all.slice(3),
    ]);
  });

  it('are an analysis without stages, whose comments are those of the file', () => {
    for (const [kind, text, mark] of [
      ['kubernetes', pod('mysql:5.7'), undefined],
      ['devcontainer', '{"image": "mysql:5.7"}', '//'],
    ] as const) {
      const { matrix, needsBases, needsFiles, needsBuildPlatform, commentMark, needs, resolution } =
        analyse(kind, text);
      assert.deepEqual([matrix, needsBases, needsFiles, needsBuildPlatform], [[], [], [], false]);
      assert.deepEqual(needs, ['docker.io/library/mysql:5.7']);
      assert.deepEqual(
        resolution.targets.map(({ platform, stages, pulls, problems }) => [
          platform,
          stages.length + pulls.length + problems.length,
        ]),
        [
          ['linux/amd64', 0],
          ['linux/arm64', 0],
        ],
      );
      assert.equal(commentMark, mark);
    }
  });

  it('have no place for another name where it stands in pieces', () => {
    const { findings } = analyse('helm-values', 'image:\n  repository: mysql\n  tag: 5.7\n');
    assert.deepEqual(
      findings.flatMap(({ fixes }) => fixes.map(({ kind }) => kind)),
      ['drop-targets'],
    );
  });

  it('are silenced by comments of the file’s own kind', () => {
    const text = '{\n  "image": "mysql:5.7"\n}\n';
    const { dockerfile, commentMark, findings } = analyse('devcontainer', text);
    const [finding] = findings;
    assert.ok(finding);
    const edit = ignoreEdit(dockerfile, finding.rule, finding.range.start.line, commentMark);
    const silenced = applyEdits(text, [edit]);
    assert.equal(silenced.split('\n')[1], '  // multiarch: ignore base-image-missing-platform');
    assert.deepEqual(analyse('devcontainer', silenced).findings, []);
  });
});
