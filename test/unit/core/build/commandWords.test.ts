import assert from 'node:assert/strict';
import { commandWords } from '../../../../src/core/build/commandWords.ts';

describe('the words of a command', () => {
  for (const [text, expected] of [
    ['', []],
    ['  --version ', ['--version']],
    ['sh -c "echo a  b" \'$x\'', ['sh', '-c', 'echo a  b', '$x']],
    ['--name="a b"c ""', ['--name=a bc', '']],
    ['"open end', ['open end']],
  ] as const) {
    it(JSON.stringify(text), () => {
      assert.deepEqual(commandWords(text), expected);
    });
  }
});
