import assert from 'node:assert/strict';
import { commandLine } from '../../../../src/core/build/commandLine.ts';

describe('commandLine', () => {
  const check = (words: readonly string[], expected: string) =>
    it(expected, () => {
      assert.equal(commandLine(words), expected);
    });

  check(
    ['docker', 'buildx', 'build', '--platform', 'linux/amd64,linux/arm/v7', '.'],
    'docker buildx build --platform linux/amd64,linux/arm/v7 .',
  );
  check(['a b', '', '$HOME', '*'], "'a b' '' '$HOME' '*'");
  check(["it's"], String.raw`'it'\''s'`);
  check(['~', '#'], "'~' '#'");
});
