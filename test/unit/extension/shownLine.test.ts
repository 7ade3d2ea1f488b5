import assert from 'node:assert/strict';
import { shownLine, shownLineIn } from '../../../src/extension/shownLine.ts';

const docker = String.raw`C:\Program Files\Docker\docker.exe`;

/** Each as the terminal of the system reads it. */
describe('shownLine', () => {
  const check = (
    words: readonly string[],
    expected: Readonly<Record<'linux' | 'darwin' | 'win32', string>>,
  ) => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      it(`${platform}: ${expected[platform]}`, () => {
        assert.equal(shownLine(words, platform), expected[platform]);
      });
    }
  };
  const posix = (line: string, win32: string) => ({ linux: line, darwin: line, win32 });

  check(
    ['docker', 'buildx', 'build', '--platform', 'linux/amd64,linux/arm64', '.'],
    posix(
      'docker buildx build --platform linux/amd64,linux/arm64 .',
      "docker buildx build --platform 'linux/amd64,linux/arm64' .",
    ),
  );
  check([docker, 'info'], posix(`'${docker}' info`, `& '${docker}' info`));
  check(['docker', String.raw`C:\src\app`], {
    ...posix(String.raw`docker 'C:\src\app'`, String.raw`docker C:\src\app`),
  });
  check(
    ['x', "it's", '$HOME', ''],
    posix(String.raw`x 'it'\''s' '$HOME' ''`, "x 'it''s' '$HOME' ''"),
  );
  check(['x', 'a’; calc; ‘'], posix("x 'a’; calc; ‘'", "x 'a’’; calc; ‘‘'"));
  check(['x', '--%', '-a.b', '--a=b'], posix('x --% -a.b --a=b', "x '--%' '-a.b' --a=b"));
  check(['x', '@file', '1kb', '100'], posix('x @file 1kb 100', "x '@file' '1kb' 100"));
  check(
    ['x', 'a`b', '"', 'a;b', 'a&b'],
    posix("x 'a`b' '\"' 'a;b' 'a&b'", "x 'a`b' '\"' 'a;b' 'a&b'"),
  );
});

describe('shownLineIn', () => {
  const cases = [
    ['linux', "cd '/src/a b' && docker buildx bake"],
    ['win32', "Set-Location -LiteralPath '/src/a b'; docker buildx bake"],
  ] as const;
  for (const [platform, expected] of cases) {
    it(platform, () => {
      assert.equal(shownLineIn('/src/a b', ['docker', 'buildx', 'bake'], platform), expected);
    });
  }
});
