import assert from 'node:assert/strict';
import { fromArgs } from '../../../../src/core/manifestSpec/fromArgs.ts';

describe('the images of a template', () => {
  const check = (platforms: string, template: string, expected: readonly string[] | string) => {
    it(`${template} for ${platforms}`, () => {
      const images = fromArgs(platforms.split(','), template);
      const found = images.ok ? images.value.map(({ image }) => image) : images.problem.message;
      assert.deepEqual(found, expected);
    });
  };
  check('linux/amd64,linux/s390x', 'team/tool-ARCH:v1', [
    'team/tool-amd64:v1',
    'team/tool-s390x:v1',
  ]);
  check('linux/arm/v7,linux/amd64', 'team/tool-OS-ARCHVARIANT:1', [
    'team/tool-linux-armv7:1',
    'team/tool-linux-amd64:1',
  ]);
  // Only the first of each, and an OS in what an architecture has become.
  check('linux/arm64', 'ARCH/ARCH:OS', ['arm64/ARCH:linux']);
  check('$&/$1', 'a-ARCH-OS', ['a-$1-$&']);
  check('linux', 'a-ARCH', '"linux" is no platform: write os/arch or os/arch/variant');
  check(
    'linux/arm/v7/x',
    'a-ARCH',
    '"linux/arm/v7/x" is no platform: write os/arch or os/arch/variant',
  );
});
