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
  const errors = ['multiarch-buildx-0', 'multiarch-buildx-1', 'multiarch-buildx-2'];
  const check = (
    version: string,
    output: string,
    matchers: readonly string[],
    expected: readonly string[],
  ) => {
    it(`${matchers.join(', ')} read ${output} of buildx ${version}`, () => {
      const file = join(root, 'test/fixtures/buildx', version, 'plain', output);
      const patterns = matchers.map((matcher) => {
        const found = contributes.problemMatchers.find(({ name }) => name === matcher);
        assert(found, matcher);
        return found.pattern;
      });
      const found = matchProblems(patterns, readFileSync(file, 'utf8').split('\n'));
      assert.deepEqual(
        found.map(({ file: name, line, message, code }) =>
          [`${name}:${line}`, ...(code === undefined ? [] : [code]), message].join(' '),
        ),
        expected,
      );
    });
  };

  for (const version of ['0.29.1', '0.13.1']) {
    check(version, 'Dockerfile.stderr', errors, ['Dockerfile:3 RUN echo start && \\']);
    check(version, 'Dockerfile.second.stderr', errors, ['Dockerfile.second:2 RUN false']);
    check(version, 'Dockerfile.parse.stderr', errors, ['Dockerfile.parse:2 RUM echo']);
    check(version, 'Dockerfile.first.stderr', errors, ['Dockerfile.first:1 FROM nosuchimage:1']);
    check(version, 'Dockerfile.warned.stderr', errors, []);
    const all = [...errors, 'multiarch-buildx-warnings'];
    check(version, 'Dockerfile.warned.stderr', all, [
      'Dockerfile.warned:2 MaintainerDeprecated Maintainer instruction is deprecated in favor of using label',
      "Dockerfile.warned:3 ConsistentInstructionCasing Command 'run' should match the case of the command majority (uppercase)",
      'Dockerfile.warned:1 FromPlatformFlagConstDisallowed FROM --platform flag should not use constant value "linux/amd64"',
    ]);
    check(version, 'Dockerfile.stderr', ['multiarch-buildx-warnings'], []);
  }
  check(
    '0.29.1',
    'check.stdout',
    ['multiarch-buildx-check'],
    [
      'Dockerfile.warned:1 FromPlatformFlagConstDisallowed FROM --platform flag should not use constant value "linux/amd64"',
      'Dockerfile.warned:2 MaintainerDeprecated Maintainer instruction is deprecated in favor of using label',
      "Dockerfile.warned:3 ConsistentInstructionCasing Command 'run' should match the case of the command majority (uppercase)",
    ],
  );
});
