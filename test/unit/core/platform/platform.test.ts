import assert from 'node:assert/strict';
import {
  formatPlatform,
  formatPlatformAll,
  normalizePlatform,
  parsePlatform,
  type Platform,
} from '../../../../src/core/platform/platform.ts';
import { readVectors } from './vectors.ts';

interface Row {
  input?: string;
  platform?: Platform;
  expect: {
    error?: string;
    platform?: Platform;
    format?: string;
    formatAll?: string;
    normalized?: Platform;
    normalizedFormat?: string;
  };
}

describe('platform, as containerd/platforms', () => {
  for (const { input, platform, expect } of readVectors<Row>('platform-parse')) {
    it(input === undefined ? `formats ${JSON.stringify(platform)}` : `parses ${input}`, () => {
      const parsed = input === undefined ? undefined : parsePlatform(input);
      if (parsed?.ok === false) {
        assert.equal(parsed.problem.message, expect.error);
        return;
      }
      assert.equal(expect.error, undefined);
      const value = parsed?.value ?? platform;
      assert.ok(value);
      if (parsed) assert.deepEqual(value, expect.platform);
      assert.equal(formatPlatform(value), expect.format);
      assert.equal(formatPlatformAll(value), expect.formatAll);
      assert.deepEqual(normalizePlatform(value), expect.normalized);
      assert.equal(formatPlatformAll(normalizePlatform(value)), expect.normalizedFormat);
    });
  }
});

describe('parsePlatform: what the recorded answers leave out', () => {
  function check(text: string, expected: string, host?: Platform): void {
    it(`${JSON.stringify(text).slice(0, 60)}${host ? ` on ${formatPlatform(host)}` : ''}`, () => {
      const parsed = parsePlatform(text, host);
      assert.equal(parsed.ok ? formatPlatformAll(parsed.value) : parsed.problem.message, expected);
    });
  }
  const invalid = 'platform specifier component must match "^[A-Za-z0-9_.-]+$": invalid argument';

  check('linux/*', '"linux/*": wildcards not yet supported: invalid argument');
  check('*', '"*": wildcards not yet supported: invalid argument');
  check('a/b/c/d', '"a/b/c/d": cannot parse platform specifier: invalid argument');
  check('a/b/c/d/e', `"d/e" is an invalid component of "a/b/c/d/e": ${invalid}`);
  check('linux/a\u0001\n', `"a\\x01\\n" is an invalid component of "linux/a\\x01\\n": ${invalid}`);
  check('linux/"\u200b', `"\\"\\u200b" is an invalid component of "linux/\\"\\u200b": ${invalid}`);
  check('linux/😀', `"😀" is an invalid component of "linux/😀": ${invalid}`);
  check(
    'linux/\u{e0001}',
    `"\\U000e0001" is an invalid component of "linux/\\U000e0001": ${invalid}`,
  );
  check('linux/\ud800', `"\ufffd" is an invalid component of "linux/\ufffd": ${invalid}`);
  check('linux/.', 'linux');
  check('linux/..', '.');
  check('linux/../x', 'x');
  check('linux/x/..', 'linux');
  check('linux/../..', '..');

  check('windows(a%2Bb+%28%29)/amd64', 'windows(a%2Bb+%28%29)/amd64');
  check('windows(%41)/amd64', 'windows(A)/amd64');
  check('windows(%FF)/amd64', 'windows(\ufffd)/amd64');
  check(
    'windows(10%)/amd64',
    '"windows(10%)/amd64" has an invalid OS version "10%": invalid URL escape "%"',
  );
  check(
    'windows(1+%zz)/amd64',
    '"windows(1+%zz)/amd64" has invalid OS features: invalid os feature "%zz": invalid URL escape "%zz"',
  );

  const arm = (variant: string): Platform => ({ os: 'linux', architecture: 'arm', variant });
  check('linux', 'linux/arm/v6', arm('v6'));
  check('linux', 'linux/arm', arm('v7'));
  check('linux', 'linux/arm64', { os: 'linux', architecture: 'aarch64', variant: 'v8' });
  check('linux', 'linux/amd64', { os: 'linux', architecture: 'amd64', variant: 'v3' });
  check('windows(10.0.1)', 'windows(10.0.1)/arm64', { os: 'linux', architecture: 'arm64' });
  check('amd64', 'darwin/amd64', { os: 'macOS', architecture: 'arm64' });
  check('armhf', 'linux/arm');
  check('armel', 'linux/arm/v6');

  it('prints what no specifier can say', () => {
    assert.equal(formatPlatform({ os: '/x', architecture: 'y' }), '/x/y');
    assert.equal(formatPlatform({ os: '..', architecture: '..' }), '../..');
    const osFeatures = ['', 'b', 'a/c'];
    assert.equal(
      formatPlatformAll({ os: 'linux', architecture: 'amd64', osFeatures }),
      'linux(+a%2Fc+b)/amd64',
    );
  });

  it('names no OS as the host does', () => {
    const platform = { os: '', architecture: 'amd64' };
    assert.equal(formatPlatform(platform), 'unknown');
    assert.equal(formatPlatformAll(platform), 'unknown');
    assert.equal(normalizePlatform(platform).os, 'linux');
    assert.equal(normalizePlatform(platform, { os: 'Windows', architecture: '' }).os, 'windows');
  });
});
