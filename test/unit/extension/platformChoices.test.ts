import '../../support/vscodeStub.ts';
import assert from 'node:assert/strict';
import type { EngineHost } from '../../../src/core/build/hostRun.ts';
import {
  reportedChoices,
  runRemark,
  storedChoices,
} from '../../../src/extension/images/run/platformChoices.ts';

const qemu = { name: 'qemu-aarch64', architecture: 'arm64', interpreter: '/q', fixed: true };

function host(emulators: EngineHost['emulators']): EngineHost {
  const engine = { version: '28.5.2', os: 'linux', architecture: 'amd64', kernel: '6.1' };
  return { engine: { ...engine, imageStore: 'containerd' }, emulators };
}

describe('runRemark', () => {
  const check = (platform: string, on: EngineHost, expected: string | undefined) =>
    it(`${platform}: ${expected ?? 'nothing'}`, () => {
      const remark = runRemark(platform, on);
      assert.equal(remark && `${remark.severity}: ${remark.text}`, expected);
    });
  check('linux/amd64', host([qemu]), undefined);
  check('linux/386', host([]), undefined);
  check(
    'linux/arm64',
    host([qemu]),
    'information: emulated on this linux/amd64 host by qemu-aarch64',
  );
  check(
    'linux/arm64',
    host(undefined),
    'information: another architecture than this linux/amd64 host’s, so probably emulated',
  );
  check(
    'linux/s390x',
    host([qemu]),
    'warning: does not run on this linux/amd64 host: no emulator takes it',
  );
  check('no platform at all', host([qemu]), undefined);
});

describe('platforms to choose from', () => {
  const digest = 'sha256:0';

  it('are those that docker can be told', () => {
    const sizes = { contentSize: 0, unpackedSize: 0, containers: 0 };
    const stored = ['arm64', '$(alert) x'].map((architecture) => {
      return { platform: { os: 'linux', architecture }, digest, isPresent: true, ...sizes };
    });
    assert.deepEqual(storedChoices('app:1', stored), [
      { reference: 'app:1', platform: 'linux/arm64', digest, isPresent: true },
    ]);
    const reported = ['linux/arm/v7', 'unknown', '--x y'].map((platform) => {
      return { platform, digest, size: 1 };
    });
    assert.deepEqual(reportedChoices('app:1', { platforms: reported }), [
      { reference: 'app:1', platform: 'linux/arm/v7', digest, isPresent: false },
    ]);
  });
});
