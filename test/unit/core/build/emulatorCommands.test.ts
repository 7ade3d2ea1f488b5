import assert from 'node:assert/strict';
import {
  emulatorArguments,
  emulatorImages,
  packageCommand,
  type Distribution,
  type EmulatorChange,
} from '../../../../src/core/build/emulatorCommands.ts';

const image = 'docker.io/tonistiigi/binfmt:qemu-v10.2.3-68';

function change(more: Partial<EmulatorChange>): EmulatorChange {
  return { image, install: [], uninstall: [], ...more };
}

describe('emulatorArguments', () => {
  const check = (given: Partial<EmulatorChange>, expected: string) =>
    it(expected, () => {
      const answer = emulatorArguments(change(given));
      assert(answer.ok);
      assert.equal(answer.value.join(' '), expected);
    });

  check({ install: ['arm64', 'arm'] }, `run --privileged --rm ${image} --install arm64,arm`);
  check({ uninstall: ['qemu-aarch64'] }, `run --privileged --rm ${image} --uninstall qemu-aarch64`);
  check(
    { install: ['arm64'], uninstall: ['qemu-aarch64', 'qemu-aarch64-2'] },
    `run --privileged --rm ${image} --uninstall qemu-aarch64,qemu-aarch64-2 --install arm64`,
  );
  check(
    { install: ['riscv64'], endpoint: 'farm', image: `binfmt@sha256:${'a'.repeat(64)}` },
    `--context=farm run --privileged --rm binfmt@sha256:${'a'.repeat(64)} --install riscv64`,
  );
  check(
    { install: ['arm'], endpoint: 'ssh://me@farm' },
    `--host=ssh://me@farm run --privileged --rm ${image} --install arm`,
  );

  const refuse = (given: Partial<EmulatorChange>, message: RegExp) =>
    it(`refuses: ${JSON.stringify(given)}`, () => {
      const answer = emulatorArguments(change(given));
      assert(!answer.ok);
      assert.match(answer.problem.message, message);
    });

  refuse({ image: '--volume=/:/host' }, /invalid reference format/);
  refuse({ image: '-v' }, /invalid reference format/);
  refuse({ image: '' }, /invalid reference format/);
  refuse({ image: 'a b' }, /invalid reference format/);
  refuse({ install: ['all'] }, /unsupported architecture: all/);
  refuse({ install: ['arm64,--uninstall'] }, /unsupported architecture/);
  for (const name of ['qemu-*', '-rf', '', 'a,b', 'a\nb', '../x', 'x'.repeat(300), '[a]']) {
    refuse({ uninstall: [name] }, /not a name of an emulator/);
  }

  it('takes the images that are offered', () => {
    for (const offered of emulatorImages) {
      assert.equal(emulatorArguments(change({ image: offered, install: ['arm64'] })).ok, true);
    }
  });
});

describe('packageCommand', () => {
  const check = (given: Distribution, expected: string | undefined) =>
    it(`${given.id} ${given.version ?? ''}`, () => {
      assert.equal(packageCommand(given), expected);
    });

  check({ id: 'debian', like: [], version: '12' }, 'sudo apt-get install qemu-user-static');
  check({ id: 'debian', like: [], version: '13' }, 'sudo apt-get install qemu-user-binfmt');
  check({ id: 'debian', like: [] }, 'sudo apt-get install qemu-user-binfmt');
  check(
    { id: 'ubuntu', like: ['debian'], version: '24.04' },
    'sudo apt-get install qemu-user-static',
  );
  check({ id: 'fedora', like: [], version: '43' }, 'sudo dnf install qemu-user-static');
  check({ id: 'arch', like: [] }, 'sudo pacman -S qemu-user-static qemu-user-static-binfmt');
  check({ id: 'nixos', like: [] }, undefined);
});
