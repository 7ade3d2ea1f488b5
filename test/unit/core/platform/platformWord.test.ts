import assert from 'node:assert/strict';
import {
  formatPlatform,
  normalizePlatform,
  parsePlatform,
} from '../../../../src/core/platform/platform.ts';
import { readPlatformWord } from '../../../../src/core/platform/platformWord.ts';
import { usualPlatforms } from '../../../../src/core/platform/usualPlatforms.ts';

describe('a word for a platform in a name or a tag', () => {
  const check = (text: string, platform: string | undefined, pattern?: string) => {
    it(text.length > 60 ? `${text.slice(0, 20)}… (${text.length})` : text, () => {
      const found = readPlatformWord(text);
      assert.deepEqual(found, platform === undefined ? undefined : { platform, pattern });
    });
  };
  check('Dockerfile.arm64', 'linux/arm64', 'Dockerfile.*');
  check('1.0-amd64', 'linux/amd64', '1.0-*');
  check('amd64-1.0', 'linux/amd64', '*-1.0');
  check('1.0-amd64-slim', 'linux/amd64', '1.0-*-slim');
  check('amd64', 'linux/amd64', '*');
  check('Dockerfile.AMD64', 'linux/amd64', 'Dockerfile.*');
  // With the operating system in front.
  check('1.0-linux-amd64', 'linux/amd64', '1.0-*');
  check('app_linux_s390x', 'linux/s390x', 'app_*');
  check('linux.riscv64', 'linux/riscv64', '*');
  check('linuxamd64', 'linux/amd64', '*');

  const all: Readonly<Record<string, readonly string[]>> = {
    'linux/amd64': ['x86_64', 'x86-64', 'x64'],
    'linux/arm64': ['aarch64', 'armv8', 'arm64v8', 'arm64-v8', 'arm64_v8'],
    'linux/arm/v7': [
      'arm32v7',
      'arm32-v7',
      'armv7',
      'arm-v7',
      'armv7l',
      'armv7hf',
      'armhf',
      'arm32',
      'arm',
    ],
    'linux/arm/v6': ['arm32v6', 'arm32_v6', 'armv6', 'arm_v6', 'armv6l', 'armv6hf', 'armel'],
    'linux/arm/v5': ['arm32v5', 'arm32-v5', 'armv5', 'arm-v5'],
    'linux/386': ['i386', 'i486', 'i586', 'i686', '386'],
    'linux/ppc64le': ['ppc64le', 'ppc64el', 'powerpc64le'],
    'linux/s390x': ['s390x'],
    'linux/riscv64': ['riscv64'],
    'linux/loong64': ['loong64', 'loongarch64'],
    'linux/mips64le': ['mips64le', 'mips64el'],
  };
  for (const [platform, words] of Object.entries(all)) {
    for (const word of words) check(`1.0-${word}`, platform, '1.0-*');
  }

  // None, a part of another word, or more than one.
  check('1.0', undefined);
  check('1.0-x86', undefined);
  check('charm', undefined);
  check('arm64x', undefined);
  check('farm64', undefined);
  check('i286', undefined);
  check('amd64-arm64', undefined);
  check('amd64-amd64', undefined);
  check(`${'a'.repeat(249)}-amd64`, 'linux/amd64', `${'a'.repeat(249)}-*`);
  check(`${'a'.repeat(250)}-amd64`, undefined);
});

describe('the usual platforms', () => {
  it('are written as they are printed, those that most images have in front', () => {
    const printed = usualPlatforms.map((text) => {
      const parsed = parsePlatform(text);
      return parsed.ok ? formatPlatform(normalizePlatform(parsed.value)) : parsed.problem.message;
    });
    assert.deepEqual(printed, usualPlatforms);
    assert.deepEqual(usualPlatforms.slice(0, 2), ['linux/amd64', 'linux/arm64']);
  });
});
