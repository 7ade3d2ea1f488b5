import assert from 'node:assert/strict';
import {
  formatPlatformAll,
  parsePlatform,
  type Platform,
} from '../../../../src/core/platform/platform.ts';
import { runsWindowsVersion } from '../../../../src/core/platform/windowsVersion.ts';

describe('parsePlatform: hosts without a variant, and halves of escapes', () => {
  function check(text: string, expected: string, host?: Platform): void {
    it(text, () => {
      const parsed = parsePlatform(text, host);
      assert.equal(parsed.ok ? formatPlatformAll(parsed.value) : parsed.problem.message, expected);
    });
  }
  check('linux', 'linux/arm', { os: 'linux', architecture: 'arm' });
  check('linux', 'linux/arm/v6', { os: 'linux', architecture: 'armel' });
  check('linux(%2)', '"linux(%2)" has an invalid OS version "%2": invalid URL escape "%2"');
  check('linux(%2g)', '"linux(%2g)" has an invalid OS version "%2g": invalid URL escape "%2g"');
  check(
    'linux(%41%2)',
    '"linux(%41%2)" has an invalid OS version "%41%2": invalid URL escape "%2"',
  );
});

describe('Windows versions at the ends of their ranges', () => {
  function check(host: string, container: string, expected: boolean): void {
    it(`host ${host} ${expected ? 'takes' : 'refuses'} ${container}`, () => {
      assert.equal(runsWindowsVersion(host, container), expected);
    });
  }
  // A host whose version cannot be read would take all of these.
  for (const host of ['255.0.1', '10.255.1', '10.0.65535', '0.1.0', '0.0.1', '1.0.0', '0.1.1']) {
    check(host, '10.0.17763', false);
    check(host, host, true);
  }
});
