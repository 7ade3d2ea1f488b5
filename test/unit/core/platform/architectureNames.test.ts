import assert from 'node:assert/strict';
import { nameIn, type Naming } from '../../../../src/core/platform/architectureNaming.ts';
import {
  architectureNamed,
  architectureWords,
} from '../../../../src/core/platform/architectureWords.ts';
import { parsePlatform } from '../../../../src/core/platform/platform.ts';

describe('what projects call an architecture', () => {
  function check(platform: string, expected: Partial<Record<Naming, string>>): void {
    const namings: readonly Naming[] = [
      ...(['docker', 'go', 'debian', 'gnu', 'release', 'node', 'dotnet', 'protobuf'] as const),
      ...(['multiarch', 'gnu-musl', 'rust-gnu', 'rust-musl'] as const),
    ];
    it(platform, () => {
      const parsed = parsePlatform(platform);
      assert.ok(parsed.ok);
      const names = namings.flatMap((naming) => {
        const name = nameIn(naming, parsed.value);
        return name === undefined ? [] : [[naming, name]];
      });
      assert.deepEqual(Object.fromEntries(names), expected);
    });
  }
  check('linux/amd64', {
    ...{ docker: 'amd64', go: 'amd64', debian: 'amd64', gnu: 'x86_64', release: 'x86_64' },
    ...{ node: 'x64', dotnet: 'x64', protobuf: 'x86_64', multiarch: 'x86_64-linux-gnu' },
    'gnu-musl': 'x86_64-linux-musl',
    'rust-gnu': 'x86_64-unknown-linux-gnu',
    'rust-musl': 'x86_64-unknown-linux-musl',
  });
  check('linux/arm64', {
    ...{ docker: 'arm64', go: 'arm64', debian: 'arm64', gnu: 'aarch64', release: 'arm64' },
    ...{ node: 'arm64', dotnet: 'arm64', protobuf: 'aarch_64', multiarch: 'aarch64-linux-gnu' },
    'gnu-musl': 'aarch64-linux-musl',
    'rust-gnu': 'aarch64-unknown-linux-gnu',
    'rust-musl': 'aarch64-unknown-linux-musl',
  });
  check('linux/386', {
    ...{ docker: '386', go: '386', debian: 'i386', gnu: 'i686', release: 'i386' },
    ...{ dotnet: 'x86', protobuf: 'x86_32', multiarch: 'i386-linux-gnu' },
    'gnu-musl': 'i686-linux-musl',
    'rust-gnu': 'i686-unknown-linux-gnu',
    'rust-musl': 'i686-unknown-linux-musl',
  });
  const arm: Partial<Record<Naming, string>> = {
    ...{ go: 'arm', debian: 'armhf', gnu: 'armv7l', node: 'armv7l', dotnet: 'arm' },
    multiarch: 'arm-linux-gnueabihf',
    'gnu-musl': 'armv7-linux-musleabihf',
    'rust-gnu': 'armv7-unknown-linux-gnueabihf',
    'rust-musl': 'armv7-unknown-linux-musleabihf',
  };
  check('linux/arm/v7', arm);
  check('linux/arm', arm);
  check('linux/arm/v6', {
    ...{ go: 'arm', gnu: 'armv6l' },
    'rust-gnu': 'arm-unknown-linux-gnueabihf',
    'rust-musl': 'arm-unknown-linux-musleabihf',
  });
  check('linux/arm/v5', {
    ...{ go: 'arm', debian: 'armel', multiarch: 'arm-linux-gnueabi' },
    'rust-gnu': 'armv5te-unknown-linux-gnueabi',
    'rust-musl': 'armv5te-unknown-linux-musleabi',
  });
  check('linux/ppc64le', {
    ...{ docker: 'ppc64le', go: 'ppc64le', debian: 'ppc64el', gnu: 'ppc64le', node: 'ppc64le' },
    ...{ dotnet: 'ppc64le', protobuf: 'ppcle_64', multiarch: 'powerpc64le-linux-gnu' },
    'gnu-musl': 'powerpc64le-linux-musl',
    'rust-gnu': 'powerpc64le-unknown-linux-gnu',
    'rust-musl': 'powerpc64le-unknown-linux-musl',
  });
  check('linux/s390x', {
    ...{ docker: 's390x', go: 's390x', debian: 's390x', gnu: 's390x', node: 's390x' },
    ...{ dotnet: 's390x', protobuf: 's390_64', multiarch: 's390x-linux-gnu' },
    'gnu-musl': 's390x-linux-musl',
    'rust-gnu': 's390x-unknown-linux-gnu',
    'rust-musl': 's390x-unknown-linux-musl',
  });
  check('linux/riscv64', {
    ...{ docker: 'riscv64', go: 'riscv64', debian: 'riscv64', gnu: 'riscv64' },
    multiarch: 'riscv64-linux-gnu',
    'gnu-musl': 'riscv64-linux-musl',
    'rust-gnu': 'riscv64gc-unknown-linux-gnu',
    'rust-musl': 'riscv64gc-unknown-linux-musl',
  });
  check('linux/loong64', { docker: 'loong64', go: 'loong64', debian: 'loong64' });
  check('linux/mips64le', { docker: 'mips64le', go: 'mips64le', debian: 'mips64el' });
  check('linux/wasm', {});

  it('has no name of an object', () => {
    const name = nameIn('docker', { os: 'linux', architecture: 'toString' });
    assert.equal(name, undefined);
  });
});

describe('words for architectures', () => {
  /** Each as it is written, its offset and the architecture. */
  function check(text: string, ...expected: readonly (readonly [string, number, string])[]): void {
    it(text, () => {
      assert.deepEqual(
        architectureWords(text).map((word) => [word.text, word.start, word.architecture]),
        expected,
      );
    });
  }
  check('');
  check('tool-1.2.tar.gz');
  check('tool-linux-amd64.tar.gz', ['amd64', 11, 'amd64']);
  check(
    'tool_x86_64-x86-64_x64',
    ['x86_64', 5, 'amd64'],
    ['x86-64', 12, 'amd64'],
    ['x64', 19, 'amd64'],
  );
  check('Tool_Linux_X86_64', ['X86_64', 11, 'amd64']);
  check('a-arm64 b-arm64v8', ['arm64', 2, 'arm64'], ['arm64v8', 10, 'arm64']);
  check('aarch64/aarch_64', ['aarch64', 0, 'arm64'], ['aarch_64', 8, 'arm64']);
  check(
    'arm32v5 arm32v6 arm32v7',
    ['arm32v5', 0, 'arm'],
    ['arm32v6', 8, 'arm'],
    ['arm32v7', 16, 'arm'],
  );
  check('arm32v8 armv8 armv4');
  check(
    'armv5 armv6l armv7a armv7hf',
    ['armv5', 0, 'arm'],
    ['armv6l', 6, 'arm'],
    ['armv7a', 13, 'arm'],
    ['armv7hf', 20, 'arm'],
  );
  check('armhf armel', ['armhf', 0, 'arm'], ['armel', 6, 'arm']);
  check('arm-linux-gnueabihf', ['arm', 0, 'arm']);
  check('arm-unknown-linux-musleabi', ['arm', 0, 'arm']);
  check('linux-arm linux_386 linux/arm', ['arm', 6, 'arm'], ['386', 16, '386'], ['arm', 26, 'arm']);
  check(
    'jq-linux64 hugo_Linux-64bit.deb basic-linuxx64.zip conda-linux-64',
    ['linux64', 3, 'amd64'],
    ['Linux-64bit', 16, 'amd64'],
    ['linuxx64', 38, 'amd64'],
    ['linux-64', 57, 'amd64'],
  );
  check('linux64-s390x', ['s390x', 8, 's390x']);
  check('linux-64bits linux640 mylinux64 linux32 linux-6.4 win64');
  check('arm 386 windows-386 charm alarm');
  check(
    'i386 i486 i586 i686',
    ['i386', 0, '386'],
    ['i486', 5, '386'],
    ['i586', 10, '386'],
    ['i686', 15, '386'],
  );
  check('i286 i786 x386');
  check('ppc64le ppc64el ppc64', ['ppc64le', 0, 'ppc64le'], ['ppc64el', 8, 'ppc64le']);
  check('powerpc64le ppcle_64', ['powerpc64le', 0, 'ppc64le'], ['ppcle_64', 12, 'ppc64le']);
  check('s390x s390_64 s390', ['s390x', 0, 's390x'], ['s390_64', 6, 's390x']);
  check('riscv64 riscv64gc', ['riscv64', 0, 'riscv64'], ['riscv64gc', 8, 'riscv64']);
  check('loong64 loongarch64', ['loong64', 0, 'loong64'], ['loongarch64', 8, 'loong64']);
  check('mips64le mips64el mips64', ['mips64le', 0, 'mips64le'], ['mips64el', 9, 'mips64le']);
  check('xamd64 amd64x 1arm64 arm641');
});

describe('texts that are words for architectures', () => {
  function check(text: string, expected: string | undefined): void {
    it(JSON.stringify(text), () => {
      assert.equal(architectureNamed(text), expected);
    });
  }
  check('amd64', 'amd64');
  check('x86_64', 'amd64');
  check('AArch64', 'arm64');
  check('arm', 'arm');
  check('386', '386');
  check('i686', '386');
  check('', undefined);
  check('amd64 ', undefined);
  check('linux/amd64', undefined);
  check('amd64-arm64', undefined);
  check('ARM', undefined);
  check('x', undefined);
});
