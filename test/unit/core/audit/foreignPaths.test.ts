import assert from 'node:assert/strict';
import { isForeignOnPurpose } from '../../../../src/core/audit/foreignPaths.ts';

/** Paths of files for an architecture, in images for another one. */
const rows: readonly [path: string, architecture: string, is: boolean][] = [
  ['usr/bin/qemu-aarch64-static', 'amd64', true],
  ['usr/bin/qemu-arm', 'amd64', true],
  ['usr/aarch64-linux-gnu/lib/libc.so.6', 'arm64', true],
  ['usr/x86_64-w64-mingw32/lib/libwinpthread-1.dll', 'amd64', true],
  ['opt/arm-none-eabi/bin/tool', 'arm', true],
  ['usr/lib/gcc-cross/aarch64-linux-gnu/14/libgcc_s.so', 'arm64', true],
  ['usr/local/go/src/debug/elf/testdata/gcc-amd64-linux-exec', 'amd64', true],
  ['usr/local/go/pkg/tool/linux_arm64/link', 'arm64', true],
  [
    'root/.rustup/toolchains/stable/lib/rustlib/aarch64-unknown-linux-gnu/lib/libstd.so',
    'arm64',
    true,
  ],
  ['opt/android/ndk/26.1/toolchains/llvm/prebuilt/linux-x86_64/bin/clang', 'amd64', true],
  ['usr/lib/firmware/amdgpu/x.bin', 'amd64', true],
  ['usr/lib/grub/i386-pc/kernel.img', '386', true],
  ['app/node_modules/bufferutil/prebuilds/linux-x64/node.napi.node', 'amd64', true],
  ['app/node_modules/@esbuild/linux-arm64/bin/esbuild', 'arm64', true],
  ['app/node_modules/@img/sharp-linuxmusl-x64/lib/sharp.node', 'amd64', true],
  ['usr/lib/python3/dist-packages/setuptools/cli-64.exe', 'amd64', true],
  // A folder for another architecture than that of the file is a mistake.
  ['app/node_modules/@esbuild/linux-arm64/bin/esbuild', 'amd64', false],
  ['usr/bin/app', 'amd64', false],
  ['usr/lib/x86_64-linux-gnu/libssl.so.3', 'amd64', false],
  ['opt/app/bin/server', 'amd64', false],
  ['app/platforms/server', 'amd64', false],
];

describe('files that are kept for another platform on purpose', () => {
  for (const [path, architecture, is] of rows) {
    it(`${is ? '' : 'are not: '}${path}, of ${architecture}`, () => {
      assert.equal(isForeignOnPurpose(path, [architecture]), is);
    });
  }
});
