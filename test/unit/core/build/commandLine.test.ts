import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
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

  it('is read back by a shell into the same words', () => {
    if (process.platform === 'win32') return;
    const words = [
      '$(id)',
      '`id`',
      "'; id; '",
      'a\nb',
      '\\',
      '"',
      '!x',
      '-v',
      '{a,b}',
      '~',
      '',
      'é',
    ];
    const line = `printf '%s\\0' ${commandLine(words)}`;
    const read = execFileSync('sh', ['-c', line], { encoding: 'utf8' });
    assert.deepEqual(read.split('\0').slice(0, -1), words);
  });
});
