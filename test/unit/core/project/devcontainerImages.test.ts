import assert from 'node:assert/strict';
import { readImageUses } from '../../../../src/adapters/workspace/imageUses.ts';
import { checkImages, meaning } from '../../../support/checkImages.ts';

const check = checkImages('devcontainer');

describe('images of development containers', () => {
  check(
    'the image, with comments, a comma too many and the platform of its options',
    `// For details
{
\t"name": "x", /* "image": "no" */
\t"image": "mcr.microsoft.com/devcontainers/base:1", // "image": "neither"
\t"features": { "ghcr.io/devcontainers/features/go:1": {} },
\t"runArgs": ["--init", "--platform=linux/amd64",],
}
`,
    ['development container: mcr.microsoft.com/devcontainers/base:1 (linux/amd64)'],
  );
  check('a variable', '{"image": "${localEnv:IMAGE}"}', [
    'development container: ${localEnv:IMAGE}?',
  ]);
  check(
    'another option',
    '{"image": "x", "runArgs": ["--init", "--platforms=a", "--no--platform=a"]}',
    ['development container: x'],
  );
  check('an option without its value', '{"image": "x", "runArgs": [3, "--platform"]}', [
    'development container: x',
  ]);
  check('an option in two words', '{"image": "x", "runArgs": ["--platform", "linux/s390x"]}', [
    'development container: x (linux/s390x)',
  ]);
  check('none, where it is built', '{"build": {"dockerfile": "Dockerfile"}}', []);
  const build = (what: string, text: string, expected: readonly (string | undefined)[]) => {
    it(`a build: ${what}`, () => {
      const { builds, composeFiles } = readImageUses('devcontainer', text);
      const [first] = builds;
      assert.equal(composeFiles, undefined);
      assert.deepEqual(
        builds.length === 0
          ? []
          : [
              ...[first?.dockerfile?.resolved, first?.context?.resolved],
              first?.platforms && meaning(first.platforms),
            ],
        expected,
      );
    });
  };
  build('none', '{"image": "x"}', []);
  build('as it was written before', '{"dockerFile": "a/Dockerfile", "context": ".."}', [
    'a/Dockerfile',
    '..',
    undefined,
  ]);
  build(
    'for the platform that it runs on',
    '{"build": {"dockerfile": "D"}, "runArgs": ["--platform=linux/arm64"]}',
    ['D', undefined, 'linux/arm64'],
  );
  it('one compose file', () => {
    const { composeFiles = [] } = readImageUses('devcontainer', '{"dockerComposeFile": "c.yaml"}');
    assert.equal(meaning(composeFiles), 'c.yaml');
  });
  it('the Dockerfile and the compose files', () => {
    const text = `{
  "build": { "dockerfile": "../Dockerfile", "context": "..", "options": ["--platform", "linux/arm64"] },
  "dockerComposeFile": ["../compose.yaml", "compose.extra.yaml"]
}`;
    const { builds, composeFiles = [], problem } = readImageUses('devcontainer', text);
    assert.deepEqual(
      builds.map(({ dockerfile, context, platforms = [], within }) => [
        ...[dockerfile?.resolved, context?.resolved, meaning(platforms), within],
      ]),
      [['../Dockerfile', '..', 'linux/arm64', 'folder']],
    );
    assert.equal(meaning(composeFiles), '../compose.yaml compose.extra.yaml');
    assert.equal(problem, undefined);
  });
});
