import assert from 'node:assert/strict';
import { projectPlatformWords } from '../../../../src/adapters/workspace/projectFileWords.ts';

describe('platforms of a project file', () => {
  const check = (title: string, text: string, expected: readonly string[]) => {
    it(title, () => {
      const words = projectPlatformWords(text);
      assert.deepEqual(
        words.map(({ written }) => written),
        expected,
      );
      for (const { written, span } of words) {
        assert.equal(text.slice(span.start, span.end), written);
      }
    });
  };
  check(
    'for all files and for some',
    "platforms: [linux/amd64, 'arm64']\nrules: {}\nfiles:\n  a:\n    platforms:\n      - linux/386\n  b: {buildArgs: {platforms: x}}\n",
    ['linux/amd64', 'arm64', 'linux/386'],
  );
  check('of a wrong shape', 'platforms: linux/amd64\nfiles: [platforms]\n', []);
  check('that is no YAML', 'platforms: [a', ['a']);
  check('that is empty', '', []);
});
