import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { matchProblems, type ProblemPattern } from '../../support/problemMatching.ts';

interface Manifest {
  contributes: { problemMatchers: { name: string; pattern: ProblemPattern[] }[] };
}

const root = join(__dirname, '../../..');
const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** What real versions of buildx print for people, read by the matchers of package.json. */
describe('problem matchers', () => {
  const check = (version: string, output: string, matcher: string, expected: readonly string[]) => {
    it(`$${matcher} reads ${output} of buildx ${version}`, () => {
      const file = join(root, 'test/fixtures/buildx', version, 'plain', output);
      const patterns = contributes.problemMatchers.find(({ name }) => name === matcher)?.pattern;
      assert(patterns);
      const found = matchProblems(patterns, readFileSync(file, 'utf8').split('\n'));
      assert.deepEqual(
        found.map(({ file: name, line, message, code }) =>
          [`${name}:${line}`, ...(code === undefined ? [] : [code]), message].join(' '),
        ),
        expected,
      );
    });
  };

  for (const [version, prefix] of [
    ['0.29.1', 'failed to build: failed to solve:'],
    ['0.13.1', 'failed to solve:'],
  ] as const) {
    const error = (output: string, place: string, message: string) => {
      check(version, output, 'multiarch-buildx', [`${place} ${prefix} ${message}`]);
    };
    error(
      'Dockerfile.stderr',
      'Dockerfile:3',
      'process "/bin/sh -c echo start &&   nosuch" did not complete successfully: exit code: 127',
    );
    error(
      'Dockerfile.second.stderr',
      'Dockerfile.second:2',
      'process "/bin/sh -c false" did not complete successfully: exit code: 1',
    );
    error(
      'Dockerfile.parse.stderr',
      'Dockerfile.parse:2',
      'dockerfile parse error on line 2: unknown instruction: RUM (did you mean RUN?)',
    );
    error(
      'Dockerfile.first.stderr',
      'Dockerfile.first:1',
      'nosuchimage:1: failed to resolve source metadata for docker.io/library/nosuchimage:1: docker.io/library/nosuchimage:1: not found',
    );
    check(version, 'Dockerfile.warned.stderr', 'multiarch-buildx', []);
    check(version, 'Dockerfile.warned.stderr', 'multiarch-buildx-warnings', [
      'Dockerfile.warned:2 MaintainerDeprecated Maintainer instruction is deprecated in favor of using label',
      "Dockerfile.warned:3 ConsistentInstructionCasing Command 'run' should match the case of the command majority (uppercase)",
      'Dockerfile.warned:1 FromPlatformFlagConstDisallowed FROM --platform flag should not use constant value "linux/amd64"',
    ]);
    check(version, 'Dockerfile.stderr', 'multiarch-buildx-warnings', []);
  }
  check('0.29.1', 'check.stdout', 'multiarch-buildx', []);
  check('0.29.1', 'check.stdout', 'multiarch-buildx-check', [
    'Dockerfile.warned:1 FromPlatformFlagConstDisallowed FROM --platform flag should not use constant value "linux/amd64"',
    'Dockerfile.warned:2 MaintainerDeprecated Maintainer instruction is deprecated in favor of using label',
    "Dockerfile.warned:3 ConsistentInstructionCasing Command 'run' should match the case of the command majority (uppercase)",
  ]);
});
