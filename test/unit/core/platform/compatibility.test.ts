import assert from 'node:assert/strict';
import { onlyMatcher } from '../../../../src/core/platform/match.ts';

/** Variants as they occur, and some that only look like one. */
const VARIANTS = [
  ...['', 'v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8', 'v9', 'v10', 'v7l', '2', 'v02', 'foo'],
  ...Array.from({ length: 11 }, (_, minor) => `v8.${minor}`),
  ...Array.from({ length: 9 }, (_, minor) => `v9.${minor}`),
];

const CANDIDATES = ['arm64', 'arm', 'amd64', '386'].flatMap((architecture) =>
  VARIANTS.map((variant) => ({ os: 'linux', architecture, variant })),
);

/** What serves each platform, best first; spellings of one platform stand together. Answers of platforms.Only. */
describe('what serves an architecture, as containerd/platforms', () => {
  function check(wanted: string, expected: string): void {
    it(`${wanted} ← ${expected || 'nothing'}`, () => {
      const [architecture = '', variant = ''] = wanted.split('/');
      const matcher = onlyMatcher({ os: 'linux', architecture, variant });
      const serving = CANDIDATES.filter((candidate) => matcher.match(candidate)).sort((a, b) => {
        if (matcher.less(a, b)) return -1;
        return matcher.less(b, a) ? 1 : 0;
      });
      const words = serving.map((candidate) => `${candidate.architecture}/${candidate.variant}`);
      assert.equal(words.join(' '), expected);
    });
  }
  const arm = 'arm/v8 arm/ arm/v7 arm/v6 arm/v5';
  const v8 = 'arm64/ arm64/v8 arm64/v8.0';
  const v85 = 'arm64/v8.5 arm64/v8.4 arm64/v8.3 arm64/v8.2 arm64/v8.1';
  const v89 = 'arm64/v8.9 arm64/v8.8 arm64/v8.7 arm64/v8.6';
  const v9 = 'arm64/v9 arm64/v9.0';

  check('amd64/', 'amd64/ amd64/v1 386/');
  check('amd64/v1', 'amd64/ amd64/v1 386/');
  check('amd64/v2', 'amd64/v2 amd64/ amd64/v1 386/');
  check('amd64/v4', 'amd64/v4 amd64/v3 amd64/v2 amd64/ amd64/v1 386/');
  check('amd64/2', 'amd64/2 amd64/ amd64/v1 386/');
  check('amd64/v02', 'amd64/v02 amd64/ amd64/v1 386/');
  check('amd64/+3', 'amd64/v2 amd64/ amd64/v1 386/');
  check('amd64/foo', 'amd64/foo 386/');
  check('amd64/vv3', '386/');
  check('amd64/v0', '386/');
  check('amd64/v99999999999999999999', '386/');
  check('386/', '386/');
  check('386/v1', '386/v1');

  check('arm/', 'arm/ arm/v7 arm/v6 arm/v5');
  check('arm/v5', 'arm/v5');
  check('arm/v4', 'arm/v4');
  check('arm/v6', 'arm/v6 arm/v5');
  check('arm/v8', arm);
  check('arm/v10', `arm/v10 arm/v9 ${arm}`);
  check('arm/v007', 'arm/v6 arm/v5');
  check('arm/v7l', 'arm/v7l');

  check('arm64/', `${v8} ${arm}`);
  check('arm64/v8.0', `${v8} ${arm}`);
  check('arm64/v8.1', `arm64/v8.1 ${v8} ${arm}`);
  check('arm64/v8.9', `${v89} ${v85} ${v8} ${arm}`);
  check('arm64/v9', `${v9} ${v85} ${v8} ${arm}`);
  check('arm64/v9.1', `arm64/v9.1 ${v9} arm64/v8.6 ${v85} ${v8} ${arm}`);
  check(
    'arm64/v9.5',
    `arm64/v9.5 arm64/v9.4 arm64/v9.3 arm64/v9.2 arm64/v9.1 ${v9} ${v89} ${v85} ${v8} ${arm}`,
  );
  check(
    'arm64/v9.7',
    `arm64/v9.7 arm64/v9.6 arm64/v9.5 arm64/v9.4 arm64/v9.3 arm64/v9.2 arm64/v9.1 ${v9} ${v89} ${v85} ${v8} ${arm}`,
  );
  check('arm64/v8.10', '');
  check('arm64/v9.8', '');
  check('arm64/v7', '');
  check('arm64/foo', '');

  it('answers at once for a level that nobody could count down from', () => {
    const matcher = onlyMatcher({
      os: 'linux',
      architecture: 'amd64',
      variant: 'v9007199254740991',
    });
    assert.equal(matcher.match({ os: 'linux', architecture: 'amd64', variant: 'v3' }), true);
  });
});
