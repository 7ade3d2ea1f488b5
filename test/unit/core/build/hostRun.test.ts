import assert from 'node:assert/strict';
import type { Emulator } from '../../../../src/core/build/emulator.ts';
import { howRuns, isEmulated, type EngineHost } from '../../../../src/core/build/hostRun.ts';
import { parsePlatform } from '../../../../src/core/platform/platform.ts';

const qemu = (architecture: string, fixed = true): Emulator => {
  return { name: `qemu-${architecture}`, architecture, interpreter: '/usr/bin/qemu', fixed };
};

function host(architecture: string, emulators?: readonly Emulator[], os = 'linux'): EngineHost {
  const engine = { version: '28.5.2', os, architecture, kernel: '6.1', imageStore: 'containerd' };
  return { engine: { ...engine, imageStore: 'containerd' }, emulators };
}

describe('how a host runs a platform', () => {
  const check = (
    platform: string,
    on: EngineHost,
    state: ReturnType<typeof howRuns>['state'],
    emulated: boolean | undefined,
  ) => {
    const emulators = on.emulators?.map(({ name }) => name).join(' ') ?? 'unseen';
    it(`${platform} on ${on.engine.architecture}, emulators ${emulators}: ${state}`, () => {
      const parsed = parsePlatform(platform);
      assert(parsed.ok);
      assert.equal(howRuns(parsed.value, on).state, state);
      assert.equal(isEmulated(parsed.value, on), emulated, 'a container that runs');
    });
  };

  const all = [qemu('arm64'), qemu('arm'), qemu('amd64'), qemu('s390x')];
  check('linux/amd64', host('amd64', all), 'native', false);
  check('linux/amd64/v3', host('amd64', all), 'native', false);
  check('linux/386', host('amd64', []), 'native', false);
  check('linux/arm64', host('amd64', all), 'emulated', true);
  check('linux/arm64/v8', host('amd64', all), 'emulated', true);
  check('linux/arm/v7', host('amd64', all), 'emulated', true);
  check('linux/riscv64', host('amd64', all), 'not-runnable', true);
  check('linux/arm64', host('amd64', [qemu('arm64', false)]), 'not-runnable', true);
  check('linux/arm64', host('amd64', []), 'not-runnable', true);
  // In a virtual machine: Docker Desktop.
  check('linux/arm64', host('amd64'), 'unknown', true);
  check('linux/amd64', host('arm64'), 'unknown', true);
  // Some 64-bit ARM processors run it themselves.
  check('linux/arm/v7', host('arm64', []), 'unknown', undefined);
  check('linux/arm/v7', host('arm64'), 'unknown', undefined);
  check('linux/arm/v7', host('arm64', all), 'emulated', true);
  check('linux/arm64', host('arm64', all), 'native', false);
  check('windows/amd64', host('amd64', all), 'not-runnable', undefined);
  check('linux/amd64', host('amd64', undefined, 'windows'), 'not-runnable', undefined);
});
