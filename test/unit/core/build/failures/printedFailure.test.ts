import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { explainPrintedFailure } from '../../../../../src/core/build/failures/printedFailure.ts';

const { builds } = JSON.parse(readFileSync('test/fixtures/vectors/buildx-runs.json', 'utf8')) as {
  readonly builds: readonly { readonly id: string; readonly stderrText: string }[];
};

function printedBy(id: string): string {
  const run = builds.find((build) => build.id === id);
  assert.ok(run, id);
  return run.stderrText;
}

/** What a person copies from a terminal is explained as what the program has followed itself. */
describe('explainPrintedFailure', () => {
  const recorded: readonly (readonly [string, readonly string[], string])[] = [
    // BuildKit names the platform of a step only where there are several.
    ['exec-format-plain', ['linux/loong64'], 'not-executable linux/loong64 2'],
    ['exec-format-plain', [], 'not-executable - 2'],
    ['run-exit3-plain', ['linux/amd64', 'linux/arm64'], 'command-failed linux/amd64 2'],
    ['no-match-plain', ['linux/riscv64'], 'base-missing-platform linux/riscv64 1'],
    ['not-found-plain', ['linux/amd64'], 'image-not-found linux/amd64 1'],
  ];
  for (const [id, platforms, expected] of recorded) {
    check(
      `${id} for ${platforms.join() || 'nobody knows what'}`,
      printedBy(id),
      platforms,
      expected,
    );
  }

  check(
    'lines of Windows',
    printedBy('exec-format-plain').replaceAll('\n', '\r\n'),
    [],
    'not-executable - 2',
  );
  check(
    'the end of a long output',
    `${'x\n'.repeat(900_000)}${printedBy('exec-format-plain')}`,
    [],
    'not-executable - 2',
  );
  check('no output of docker', 'hello', [], 'unknown - -');
  check('nothing', '', [], 'unknown - -');
  check(
    'a step without an end',
    '------\n > [a 1/1] RUN x:\nexec format error',
    [],
    'not-executable - -',
  );

  function check(what: string, printed: string, platforms: readonly string[], expected: string) {
    it(what, () => {
      const { explanation, place } = explainPrintedFailure(printed, platforms);
      const { code, platform = '-' } = explanation;
      assert.equal(`${code} ${platform} ${place?.first ?? '-'}`, expected);
    });
  }
});
