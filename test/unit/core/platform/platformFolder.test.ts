import assert from 'node:assert/strict';
import { platformOfFolder } from '../../../../src/core/platform/platformFolder.ts';

describe('the platform of a folder, as BuildKit names those of a local export', () => {
  const check = (folder: string, expected: string | undefined) => {
    it(folder, () => {
      assert.equal(platformOfFolder(folder), expected);
    });
  };
  check('linux_amd64', 'linux/amd64');
  check('linux_arm_v7', 'linux/arm/v7');
  check('linux_amd64_v3', 'linux/amd64/v3');
  check('linux_arm64_v8', 'linux/arm64');
  check('windows(10.0.20348)_amd64', 'windows(10.0.20348)/amd64');
  check('darwin_arm64', 'darwin/arm64');
  // Other folders of a build.
  check('node_modules', undefined);
  check('amd64', undefined);
  check('linux', undefined);
  check('x86_64', undefined);
  check('_amd64', undefined);
  check('linux_', undefined);
  check('Linux_amd64', undefined);
  check('9_amd64', undefined);
  check('a_b_c_d', undefined);
  check('linux-amd64', undefined);
});
