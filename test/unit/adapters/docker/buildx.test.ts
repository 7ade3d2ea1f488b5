import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { buildxVersion } from '../../../../src/adapters/docker/buildx.ts';

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
