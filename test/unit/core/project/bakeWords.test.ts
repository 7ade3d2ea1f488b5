import assert from 'node:assert/strict';
import { bakePlatformWords } from '../../../../src/core/project/bakeWords.ts';
import { assertProportional } from '../../../support/growth.ts';

describe('platforms of bake files', () => {
  const check = (title: string, text: string, expected: readonly string[]) => {
    it(title, () => {
      const words = bakePlatformWords(text);
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
    'in HCL',
    'target "a" {\n  platforms = [\n    "linux/amd64", # "x"\n    // "y"\n    /* "z" */ "linux/arm64",\n  ]\n  tags = ["t"]\n}\ntarget "b" { platforms = ["linux/386"] }\n',
    ['linux/amd64', 'linux/arm64', 'linux/386'],
  );
  check(
    'in JSON',
    '{"target": {"a": {"platforms": ["linux/amd64", "arm64"], "tags": ["platforms"]}}}',
    ['linux/amd64', 'arm64'],
  );
  check('without those that variables make', 'platforms = ["linux/${arch}", X, "%{if}", "a"]', [
    'a',
  ]);
  check('not in other lists', 'matrix = { arch = ["x"] }\nplatforms = concat(["a"], ["b"])', []);
  check('not in lists of lists', 'platforms = [["a"], "b"]', ['b']);
  check('not in comments and texts', '# platforms = ["a"]\nx = "platforms = [" \ny = ["a"]', []);
  check('in a half-typed file', 'platforms = ["linux/amd64", "lin', ['linux/amd64']);
  it('in time', () => {
    for (const piece of ['\\"', '"', '/*', '*', '[', 'platforms=["a"', '/']) {
      assertProportional((share) => {
        bakePlatformWords(`platforms=["${piece.repeat((200_000 * share) / piece.length)}`);
      });
    }
  });
});
