import assert from 'node:assert/strict';
import { runsWindowsVersion } from '../../../../src/core/platform/windowsVersion.ts';

/** Answers of platforms.Only for a host and a container of these OS versions. */
describe('Windows versions, as containerd/platforms', () => {
  function check(host: string, container: string, expected: boolean): void {
    it(`host ${host || '(any)'} ${expected ? 'takes' : 'refuses'} ${container || '(any)'}`, () => {
      assert.equal(runsWindowsVersion(host, container), expected);
    });
  }
  check('', '10.0.17763', true);
  check('10.0.17763', '', true);
  check('10.0.17763', '10.0.17763.1879', true);
  check('10.0.17763.1', '10.0.20348.1', false);
  check('10.0.20348.1', '10.0.17763.1', false);
  check('10.0.20348', '10.0.20348.2', true);
  check('10.0.20349', '10.0.20348', true);
  check('10.0.22000', '10.0.20348', true);
  check('10.0.22000', '10.0.26100', false);
  check('10.0.26100', '10.0.20348', true);
  check('10.0.26100', '10.0.20347', false);
  check('10.0.26101', '10.0.26100', true);
  check('10.0.26101', '10.0.26099', false);
  check('10.1.26100', '10.0.26100', false);
  check('11.0.26100', '10.0.26100', false);

  // A host whose version cannot be read speaks against nothing, a container's against everything.
  for (const unreadable of [
    '10',
    '10.0',
    'x.y.z',
    '0.0.0',
    '256.0.20348',
    '10.256.20348',
    '10.0.65536',
    '+1.0.1',
  ]) {
    check(unreadable, '10.0.17763', true);
    check('10.0.17763', unreadable, false);
  }
});
