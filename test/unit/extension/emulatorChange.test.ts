import assert from 'node:assert/strict';
import { diagnoseEmulation } from '../../../src/core/build/emulation.ts';
import type { FoundMachine } from '../../../src/core/build/emulatingMachines.ts';
import type { EmulatorEntry } from '../../../src/core/build/emulator.ts';
import {
  changeable,
  changeOf,
  choices,
  isDone,
  type ChangePlan,
} from '../../../src/extension/emulation/changePlan.ts';
import type { MachineReport } from '../../../src/extension/emulation/emulationReport.ts';

function entry(architecture: string, more: Partial<EmulatorEntry> = {}): EmulatorEntry {
  return {
    name: `qemu-${architecture}`,
    architecture,
    interpreter: '/usr/bin/qemu',
    fixed: true,
    flags: 'CF',
    enabled: true,
    program: { kind: 'unknown' },
    ...more,
  };
}

function report(
  entries: readonly EmulatorEntry[],
  more: Partial<FoundMachine> = {},
): MachineReport {
  const machine: FoundMachine = {
    key: 'this-machine here',
    kind: 'this-machine',
    name: '',
    native: 'amd64',
    platforms: ['linux/amd64', 'linux/386'],
    workers: [{ driver: 'docker' }],
    endpoint: 'default',
    kernel: { enabled: true, entries },
    ...more,
  };
  const architectures = diagnoseEmulation(machine, ['amd64', 'arm64', 'sparc64']);
  return { machine, architectures, lost: [] };
}

function plan(
  kind: ChangePlan['kind'],
  { machine }: MachineReport,
  ...names: string[]
): ChangePlan {
  return { kind, machine, architectures: names, image: 'binfmt:1' };
}

describe('what can be changed', () => {
  it('is chosen among architectures that the image knows and the processor does not run', () => {
    const found = report([entry('s390x'), entry('arm', { fixed: false })]);
    const chosen = choices('install', found);
    assert.deepEqual(
      chosen.map(({ architecture, state }) => `${architecture} ${state}`),
      [
        ...['arm64 absent', 'arm host-only', 's390x emulated'],
        ...['riscv64 absent', 'ppc64le absent', 'loong64 absent', 'mips64le absent'],
        'mips64 absent',
      ],
    );
    assert.deepEqual(
      chosen.filter(({ isMissed }) => isMissed).map(({ architecture }) => architecture),
      ['arm64', 'arm'],
    );
    assert.deepEqual(
      choices('remove', found).map(({ architecture }) => architecture),
      ['arm', 's390x'],
    );
  });

  it('is nothing on a node that no docker reaches', () => {
    const here = report([]);
    assert.deepEqual(changeable([report([], { kind: 'node' }), here]), [here]);
  });
});

describe('changeOf', () => {
  it('replaces an entry that is in the way', () => {
    const found = report([entry('arm64', { fixed: false }), entry('arm64', { name: 'old' })]);
    assert.deepEqual(changeOf(plan('install', found, 'arm64'), found), {
      image: 'binfmt:1',
      endpoint: undefined,
      install: ['arm64'],
      uninstall: ['qemu-arm64', 'old'],
    });
  });

  it('leaves out entries whose names would mean others too', () => {
    const found = report([entry('arm64', { name: '*' }), entry('s390x')]);
    assert.deepEqual(changeOf(plan('remove', found, 'arm64', 's390x'), found).uninstall, [
      'qemu-s390x',
    ]);
  });

  it('tells docker which engine is meant', () => {
    const found = report([], { kind: 'engine', endpoint: 'farm' });
    assert.equal(changeOf(plan('install', found, 'arm64'), found).endpoint, 'farm');
  });
});

describe('isDone', () => {
  const check = (
    kind: ChangePlan['kind'],
    entries: readonly EmulatorEntry[] | undefined,
    expected: boolean | undefined,
  ) =>
    it(`${kind}: ${expected}`, () => {
      const found = report(entries ?? [], entries === undefined ? { kernel: undefined } : {});
      assert.equal(isDone(plan(kind, found, 'arm64'), found), expected);
    });

  check('install', [entry('arm64')], true);
  check('install', [entry('arm64', { fixed: false })], false);
  check('install', [], false);
  check('remove', [], true);
  check('remove', [entry('arm64')], false);
  check('remove', undefined, undefined);
});
