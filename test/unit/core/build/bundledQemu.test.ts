import assert from 'node:assert/strict';
import { bringsEmulator, bundledQemu } from '../../../../src/core/build/bundledQemu.ts';

describe('bundledQemu', () => {
  const check = (buildkit: string, expected: string | undefined) =>
    it(`BuildKit ${buildkit}: ${expected ?? 'not known'}`, () => {
      assert.equal(bundledQemu(buildkit), expected);
    });

  check('0.10.6', undefined);
  check('0.11.0', '7.1.0');
  check('0.19.0', '7.1.0');
  check('0.20.0', '9.2.0');
  check('0.20.1', '9.2.2');
  check('0.24.0', '9.2.2');
  check('0.25.2', '10.0.4');
  check('0.28.1', '10.1.3');
  check('0.30.0', '10.2.1');
  check('0.32.2', '10.2.3');
  check('0.33.0', undefined);
  check('v0.32.0', undefined);
  check('0.0.0+unknown', undefined);
  check('', undefined);
});

describe('bringsEmulator', () => {
  const check = (driver: string, architecture: string, expected: boolean) =>
    it(`${driver}, ${architecture}`, () => {
      assert.equal(bringsEmulator(driver, architecture), expected);
    });

  check('docker-container', 'arm64', true);
  check('kubernetes', '386', true);
  check('docker', 'arm64', false);
  check('remote', 'arm64', false);
  check('docker-container', 'loong64', false);
});
