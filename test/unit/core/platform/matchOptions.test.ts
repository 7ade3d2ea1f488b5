import assert from 'node:assert/strict';
import { onlyMatcher, strictMatcher } from '../../../../src/core/platform/match.ts';
import { parsePlatform, type Platform } from '../../../../src/core/platform/platform.ts';

function platform(text: string): Platform {
  const parsed = parsePlatform(text);
  assert.ok(parsed.ok, text);
  return parsed.value;
}

/** As platforms.Only and platforms.OnlyStrict of containerd/platforms, best first. */
describe('what OS versions, OS features and odd variants decide', () => {
  const MATCHERS = { only: onlyMatcher, strict: strictMatcher };

  function check(
    mode: keyof typeof MATCHERS,
    wanted: string,
    offered: readonly string[],
    expected: readonly string[],
  ): void {
    it(`${mode} ${wanted} of ${offered.join(' ')}`, () => {
      const matcher = MATCHERS[mode](platform(wanted));
      const serving = offered
        .filter((text) => matcher.match(platform(text)))
        .sort((a, b) => {
          if (matcher.less(platform(a), platform(b))) return -1;
          return matcher.less(platform(b), platform(a)) ? 1 : 0;
        });
      assert.deepEqual(serving, expected);
    });
  }

  for (const mode of ['only', 'strict'] as const) {
    check(
      mode,
      'windows(10.0.17763)/amd64',
      ['windows(10.0.17763.1879)/amd64', 'windows(10.0.20348)/amd64', 'windows/amd64'],
      ['windows(10.0.17763.1879)/amd64', 'windows/amd64'],
    );
    check(
      mode,
      'windows/amd64',
      ['linux/amd64', 'windows(10.0.20348)/amd64', 'windows(10.0.17763)/amd64'],
      ['windows(10.0.20348)/amd64', 'windows(10.0.17763)/amd64'],
    );
    // Every Windows has it, and nothing else does.
    check(mode, 'windows/amd64', ['windows(+win32k)/amd64'], ['windows(+win32k)/amd64']);
    check(mode, 'linux/amd64', ['linux(+win32k)/amd64'], []);
    check(mode, 'linux/amd64', ['linux(1)/amd64'], ['linux(1)/amd64']);
    check(
      mode,
      'linux(+a+b)/amd64',
      ['linux/amd64', 'linux(+a)/amd64', 'linux(+a+b)/amd64', 'linux(+a+b+c)/amd64'],
      ['linux(+a+b)/amd64', 'linux(+a)/amd64', 'linux/amd64'],
    );
    check(mode, 'linux/arm', ['linux/arm/v7', 'linux/arm64'], ['linux/arm/v7']);
    check(mode, 'linux/386', ['linux/386/v3', 'linux/amd64', 'linux/386'], ['linux/386']);
  }

  // An arm64 with fewer features is nearer than an arm with more.
  check(
    'only',
    'linux(+a)/arm64',
    ['linux(+a)/arm/v7', 'linux/arm64', 'linux(+a)/arm64'],
    ['linux(+a)/arm64', 'linux/arm64', 'linux(+a)/arm/v7'],
  );

  // Levels are read in base 10, and nothing may stand around them.
  const levels = ['linux/amd64/v9', 'linux/amd64/v2', 'linux/amd64', 'linux/386'];
  check('only', 'linux/amd64/v0x9', levels, ['linux/386']);
  check('only', 'linux/amd64/v1e1', levels, ['linux/386']);
  check('only', 'linux/amd64/xv9', levels, ['linux/386']);
  check(
    'only',
    'linux/amd64/v11',
    ['linux/amd64/v10', 'linux/amd64/xv3', 'linux/amd64/v3x', 'linux/amd64/v1e0'],
    ['linux/amd64/v10'],
  );
  check(
    'only',
    'linux/arm/v11',
    ['linux/arm/v10', 'linux/arm/xv6', 'linux/arm/v4'],
    ['linux/arm/v10'],
  );
  check('only', 'linux/arm64/xv8.1', ['linux/arm64/xv8.1', 'linux/arm64'], []);
  check(
    'only',
    'linux/arm64/v8.2',
    ['linux/arm64/xv8.1', 'linux/arm64/v8.1x', 'linux/arm64/8.1'],
    [],
  );
});
