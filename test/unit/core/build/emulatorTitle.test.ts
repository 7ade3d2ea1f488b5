import assert from 'node:assert/strict';
import { emulatorTitle } from '../../../../src/core/build/emulatorTitle.ts';

describe('emulatorTitle', () => {
  const check = (name: string, interpreter: string, version: string | undefined, title: string) =>
    it(`${name} ${interpreter} ${version ?? ''}`, () => {
      const program = { kind: 'file', linking: 'static' } as const;
      assert.equal(
        emulatorTitle({
          ...{ name, interpreter, architecture: 'arm64', fixed: true },
          program: version === undefined ? program : { ...program, version },
        }),
        title,
      );
    });

  check('qemu-aarch64', '/usr/bin/qemu-aarch64', '10.0.3', 'QEMU 10.0.3');
  // Debian 12, by whose link the program takes other arguments.
  check('qemu-aarch64', '/usr/libexec/qemu-binfmt/aarch64-binfmt-P', '7.2.22', 'QEMU 7.2.22');
  check('qemu-aarch64', '/usr/bin/qemu-aarch64', undefined, 'QEMU');
  check('qemu-arm', '/usr/bin/qemu-arm-static', undefined, 'QEMU');
  check('buildkit-qemu-i386', 'buildkit-qemu-i386', undefined, 'QEMU');
  check('rosetta', '/run/rosetta/rosetta', undefined, 'Rosetta');
  check('rosetta', '/mnt/lima-rosetta/rosetta', undefined, 'Rosetta');
  check('FEX-x86_64', '/usr/bin/FEXInterpreter', undefined, 'FEX');
  check('mine', '/opt/emulate', undefined, 'mine');
  check('mine', '', undefined, 'mine');
  check('long', `/usr/bin/qemu-${'a'.repeat(100_000)}`, undefined, 'long');
});
