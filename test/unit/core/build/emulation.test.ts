import assert from 'node:assert/strict';
import {
  diagnoseEmulation,
  type ArchitectureEmulation,
  type EmulatingMachine,
} from '../../../../src/core/build/emulation.ts';
import type { EmulatorEntry, EmulatorProgram } from '../../../../src/core/build/emulator.ts';

const staticQemu: EmulatorProgram = { kind: 'file', linking: 'static', version: '11.1.2' };

function entry(architecture: string, more: Partial<EmulatorEntry> = {}): EmulatorEntry {
  const name = `qemu-${architecture}`;
  return {
    name,
    architecture,
    interpreter: `/usr/bin/${name}`,
    fixed: true,
    flags: 'POF',
    enabled: true,
    program: staticQemu,
    ...more,
  };
}

/** An amd64 machine whose engine answers. */
function machine(
  entries: readonly EmulatorEntry[] | undefined,
  platforms: readonly string[],
  more: Partial<EmulatingMachine> = {},
): EmulatingMachine {
  return {
    native: 'amd64',
    platforms: ['linux/amd64', 'linux/amd64/v2', ...platforms],
    workers: [{ driver: 'docker' }],
    kernel: entries && { enabled: true, entries },
    ...more,
  };
}

/** A line for each architecture: its state, the entry in use, and the codes of its problems. */
function lines(found: readonly ArchitectureEmulation[]): readonly string[] {
  return found.map(({ architecture, state, entry: used, problems, others, bundled }) =>
    [
      `${architecture} ${state}`,
      ...(used === undefined ? [] : [`by ${used.name}`]),
      ...(others.length === 0 ? [] : [`beside ${others.map(({ name }) => name).join(' ')}`]),
      ...problems.map((problem) => `! ${problem.code}`),
      ...(bundled === undefined ? [] : [`(bundled ${bundled.versions.join(' ')})`]),
    ].join(' '),
  );
}

describe('diagnoseEmulation', () => {
  const check = (
    name: string,
    given: EmulatingMachine,
    wanted: readonly string[],
    expected: readonly string[],
  ) =>
    it(name, () => {
      assert.deepEqual(lines(diagnoseEmulation(given, wanted)), expected);
    });

  check(
    'what works, in the order own, wanted, others',
    machine([entry('s390x'), entry('arm64')], ['linux/arm64', 'linux/s390x']),
    ['amd64', 'arm64'],
    ['amd64 native', 'arm64 emulated by qemu-arm64', 's390x emulated by qemu-s390x'],
  );
  check(
    'nothing is registered',
    machine([], []),
    ['amd64', 'arm64'],
    ['amd64 native', 'arm64 absent'],
  );
  check(
    'without flag F',
    machine([entry('arm64', { fixed: false, flags: '' })], []),
    [],
    ['amd64 native', 'arm64 host-only by qemu-arm64 ! no-flag-f'],
  );
  check(
    'without flag F, and the interpreter is gone',
    machine([entry('arm64', { fixed: false, flags: '', program: { kind: 'missing' } })], []),
    [],
    ['amd64 native', 'arm64 host-only by qemu-arm64 ! interpreter-missing'],
  );
  check(
    'with flag F a missing file is no harm: it was opened before',
    machine([entry('arm64', { flags: 'CF', program: { kind: 'missing' } })], ['linux/arm64']),
    [],
    ['amd64 native', 'arm64 emulated by qemu-arm64'],
  );
  check(
    'an interpreter with libraries, as of qemu-user-binfmt before Debian 13',
    machine([entry('arm64', { program: { kind: 'file', linking: 'dynamic' } })], []),
    [],
    ['amd64 native', 'arm64 host-only by qemu-arm64 ! not-static'],
  );
  check(
    'switched off',
    machine([entry('arm64', { enabled: false })], []),
    [],
    ['amd64 native', 'arm64 disabled beside qemu-arm64 ! entry-disabled'],
  );
  check(
    'all of it switched off',
    machine(undefined, [], { kernel: { enabled: false, entries: [entry('arm64')] } }),
    [],
    ['amd64 native', 'arm64 disabled beside qemu-arm64 ! all-disabled'],
  );
  check(
    'the newest entry wins, for the worse',
    machine([entry('arm64', { name: 'new', fixed: false }), entry('arm64', { name: 'old' })], []),
    [],
    ['amd64 native', 'arm64 host-only by new beside old ! no-flag-f ! shadowed'],
  );
  check(
    'the newest entry wins, for the better',
    machine(
      [entry('arm64', { name: 'new' }), entry('arm64', { name: 'old', fixed: false })],
      ['linux/arm64'],
    ),
    [],
    ['amd64 native', 'arm64 emulated by new beside old'],
  );
  check(
    'an entry that is switched off is passed over',
    machine(
      [entry('arm64', { name: 'new', enabled: false }), entry('arm64', { name: 'old' })],
      ['linux/arm64'],
    ),
    [],
    ['amd64 native', 'arm64 emulated by old beside new'],
  );
  check(
    'BuildKit does not count it among its platforms',
    machine([entry('arm64')], []),
    [],
    ['amd64 native', 'arm64 emulated by qemu-arm64 ! not-reported'],
  );
  check(
    'BuildKit counts what the kernel does not have: removed since its start, or pinned',
    machine([], ['linux/arm64']),
    [],
    ['amd64 native', 'arm64 absent ! no-entry'],
  );
  check(
    'the engine does not answer, the kernel does',
    machine([entry('arm64')], [], { platforms: [] }),
    ['riscv64'],
    ['amd64 native', 'riscv64 absent', 'arm64 emulated by qemu-arm64'],
  );
  check(
    'a known-bad version',
    machine(
      [entry('arm64', { program: { kind: 'file', linking: 'static', version: '8.1.5' } })],
      ['linux/arm64'],
    ),
    [],
    ['amd64 native', 'arm64 emulated by qemu-arm64 ! known-bad ! known-bad'],
  );
  check(
    'only what BuildKit reports, as with Docker Desktop',
    machine(undefined, ['linux/arm64']),
    ['ppc64le'],
    ['amd64 native', 'ppc64le absent', 'arm64 reported'],
  );
  check(
    'nobody could be asked',
    machine(undefined, [], { native: undefined, platforms: [] }),
    ['arm64'],
    ['arm64 unknown'],
  );
  check(
    'instruction sets of the same processor',
    machine([], ['linux/386']),
    [],
    ['amd64 native', '386 hardware'],
  );
  check(
    '32-bit ARM on a 64-bit processor that runs it',
    machine([], [], { native: 'arm64', platforms: ['linux/arm64', 'linux/arm/v7'] }),
    ['arm64', 'arm'],
    ['arm64 native', 'arm hardware'],
  );
  check(
    'BuildKit brings emulators of its own',
    machine([], [], {
      workers: [
        { driver: 'docker' },
        { driver: 'docker-container', buildkit: '0.32.1' },
        { driver: 'kubernetes', buildkit: '0.31.0' },
        { driver: 'remote', buildkit: '0.11.0' },
      ],
    }),
    ['arm64', 'loong64'],
    ['amd64 native', 'arm64 absent (bundled 10.2.3)', 'loong64 absent'],
  );
  check(
    'BuildKit brings an emulator, of which nothing bad is known for this architecture',
    machine([], [], { workers: [{ driver: 'docker-container', buildkit: '0.24.0' }] }),
    ['arm'],
    ['amd64 native', 'arm absent (bundled 9.2.2)'],
  );
  check(
    'BuildKit brings an emulator that is known to fail, for some architectures',
    machine([], [], { workers: [{ driver: 'docker-container', buildkit: '0.24.0' }] }),
    ['arm64'],
    ['amd64 native', 'arm64 absent ! known-bad ! known-bad (bundled 9.2.2)'],
  );
  check(
    'BuildKit’s own is not used where the kernel emulates',
    machine([entry('arm64')], ['linux/arm64'], {
      workers: [{ driver: 'docker-container', buildkit: '0.24.0' }],
    }),
    [],
    ['amd64 native', 'arm64 emulated by qemu-arm64'],
  );
  check(
    'an entry for the machine’s own programs is no emulation',
    machine([entry('amd64', { fixed: false })], []),
    [],
    ['amd64 native by qemu-amd64'],
  );

  it('tells what is lost, with what was there', () => {
    const lost = [{ architecture: 'arm64', name: 'qemu-aarch64', restarted: true }];
    const [, arm64] = diagnoseEmulation(machine([], []), [], lost);
    assert.deepEqual(arm64?.problems, [{ code: 'lost', lost: lost[0] }]);
  });
});
