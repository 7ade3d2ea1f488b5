import assert from 'node:assert/strict';
import { isKeptForOthers, namedFolders } from '../../../../src/core/audit/foreignPaths.ts';

const kept: readonly [path: string, is: boolean][] = [
  ['usr/bin/qemu-aarch64-static', true],
  ['usr/bin/qemu-arm', true],
  ['usr/bin/qemu-img', false],
  ['usr/aarch64-linux-gnu/lib/libc.so.6', true],
  ['opt/arm-none-eabi/bin/tool', true],
  ['usr/lib/gcc-cross/aarch64-linux-gnu/14/libgcc_s.so', true],
  ['usr/lib/gcc/x86_64-linux-gnu/14/cc1', false],
  ['usr/local/go/src/debug/elf/testdata/gcc-amd64-linux-exec', true],
  ['go/src/app/server', false],
  ['root/.rustup/toolchains/stable/lib/rustlib/aarch64-unknown-linux-gnu/lib/libstd.so', true],
  ['usr/lib/firmware/amdgpu/x.bin', true],
  ['usr/lib/grub/i386-pc/kernel.img', true],
  ['app/node_modules/bufferutil/prebuilds/linux-x64/node.napi.node', true],
  ['usr/lib/python3/dist-packages/setuptools/cli-64.exe', true],
  ['usr/bin/app', false],
  ['app/platforms/server', false],
];

const named: readonly [path: string, families: readonly string[]][] = [
  ['app/node_modules/@esbuild/linux-x64/bin/esbuild', ['app/node_modules/@esbuild/ amd64']],
  [
    'app/node_modules/@img/sharp-linuxmusl-arm64/lib/a.node',
    ['app/node_modules/@img/sharp- arm64'],
  ],
  ['app/runtimes/linux-musl-x64/native/liba.so', ['app/runtimes/ amd64']],
  ['app/lib/netty-4.2-linux-aarch_64.jar!/META-INF/liba.so', ['app/lib/netty-4.2- arm64']],
  ['opt/prometheus-2.50.0.linux-amd64/prometheus', ['opt/prometheus-2.50.0. amd64']],
  ['usr/lib/aarch64-linux-gnu/libssl.so.3', ['usr/lib/ arm64']],
  ['usr/local/go/pkg/tool/linux_arm64/link', ['usr/local/go/pkg/tool/ arm64']],
  ['app/win-x86/a.dll', ['app/ 386']],
  ['usr/bin/linux-x64', []],
  ['usr/bin/app', []],
];

describe('files that are kept for another platform on purpose', () => {
  for (const [path, is] of kept) {
    it(`${is ? '' : 'are not: '}${path}`, () => {
      assert.equal(isKeptForOthers(path), is);
    });
  }
  for (const [path, families] of named) {
    it(`stand in folders called like a platform: ${path}`, () => {
      const found = namedFolders(path).map(
        ({ family, architecture }) => `${family} ${architecture}`,
      );
      assert.deepEqual(found, families);
    });
  }
});
