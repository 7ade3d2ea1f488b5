import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { knownCauses } from '../../../../../src/core/build/failures/causes.ts';
import { explainFailure } from '../../../../../src/core/build/failures/explain.ts';
import { readFailureOutput } from '../../../../../src/core/build/failures/failureOutput.ts';

const page = readFileSync('docs/troubleshooting.md', 'utf8');
const failures = page.slice(page.indexOf('\n## Builds that fail\n'), page.indexOf('\n## Warnings'));
const sections = [
  ...failures.matchAll(/^### (?<code>\S+)\n\n```text\n(?<texts>[^`]+)\n```$/gm),
].map(({ groups }) => ({
  code: groups?.['code'] ?? '',
  texts: groups?.['texts']?.split('\n') ?? [],
}));

/** What a build comes to that says a text as its error, or whose step printed it last. */
function codesOf(text: string): readonly string[] {
  const step = 'ERROR: process "/bin/sh -c x" did not complete successfully: exit code: 255';
  return [
    { lines: [`ERROR: failed to build: failed to solve: ${text}`], log: [] },
    { lines: [step], log: [text] },
  ].map(
    ({ lines, log }) =>
      explainFailure({ output: readFailureOutput(lines), log, platforms: ['linux/arm64'] }).code,
  );
}

describe('docs/troubleshooting.md', () => {
  it('has a section for each failure that is known, and no other', () => {
    assert.deepEqual(
      sections.map(({ code }) => code).sort(),
      [...new Set(knownCauses.map(({ code }) => code))].sort(),
    );
  });

  for (const { code, texts } of sections) {
    for (const text of texts) {
      it(`${code}: ${text}`, () => {
        assert.ok(codesOf(text).includes(code), codesOf(text).join());
      });
    }
  }
});
