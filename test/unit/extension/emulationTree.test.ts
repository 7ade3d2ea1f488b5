import assert from 'node:assert/strict';
import { diagnoseEmulation } from '../../../src/core/build/emulation.ts';
import { emulatingMachines, type OwnKernel } from '../../../src/core/build/emulatingMachines.ts';
import type { EmulatorEntry } from '../../../src/core/build/emulator.ts';
import type { Engine } from '../../../src/core/build/engine.ts';
import type { Builder, WorkerNode } from '../../../src/core/build/workerNode.ts';
import type { MachineReport } from '../../../src/extension/emulation/emulationReport.ts';
import {
  childItems,
  emulationItems,
  type EmulationItem,
} from '../../../src/extension/emulation/emulationTree.ts';

const engine: Engine = {
  version: '28.5.2',
  os: 'linux',
  architecture: 'amd64',
  kernel: '6.18.44',
  imageStore: 'containerd',
};

function builder(driver: string, nodes: readonly Partial<WorkerNode>[]): Builder {
  return {
    name: driver,
    driver,
    current: false,
    nodes: nodes.map((node, at) => ({
      name: `${driver}${at}`,
      endpoint: 'default',
      status: 'running',
      platforms: [],
      pinned: [],
      ...node,
    })),
  };
}

function entry(architecture: string, more: Partial<EmulatorEntry> = {}): EmulatorEntry {
  return {
    name: `qemu-${architecture}`,
    architecture,
    interpreter: `/usr/bin/qemu-${architecture}`,
    fixed: true,
    flags: 'POF',
    enabled: true,
    program: { kind: 'file', linking: 'static', version: '11.1.2' },
    ...more,
  };
}

function kernel(entries: readonly EmulatorEntry[]): OwnKernel {
  return { release: '6.18.44', architecture: 'amd64', host: 'here', enabled: true, entries };
}

/** The tree as text, two blanks per level. */
function draw(items: readonly EmulationItem[], indent = ''): string {
  return items
    .map((item) => `${indent}${describeItem(item)}\n${draw(childItems(item), `${indent}  `)}`)
    .join('');
}

function describeItem(item: EmulationItem): string {
  switch (item.kind) {
    case 'machine': {
      const { kind, name, native } = item.report.machine;
      return [kind, name, native].filter((word) => word !== '').join(' ');
    }
    case 'architecture':
      return `${item.emulation.architecture} ${item.emulation.state}`;
    case 'problem':
      return `! ${item.problem.code}`;
    case 'detail':
      switch (item.detail.code) {
        case 'consequence':
          return `fails: ${item.detail.error}`;
        case 'entry':
          return `${item.detail.isUsed ? 'by' : 'not by'} ${item.detail.entry.name}`;
        case 'flags':
          return `flags ${item.detail.flags}`;
        case 'platforms':
          return `builds for ${item.detail.platforms.join(' ')}`;
        case 'bundled':
          return 'builds may work';
      }
  }
}

describe('the tree of emulation', () => {
  const check = (
    name: string,
    builders: readonly Builder[],
    own: OwnKernel | undefined,
    expected: string,
  ) =>
    it(name, () => {
      const reports = emulatingMachines(builders, own).map((machine): MachineReport => ({
        machine,
        architectures: diagnoseEmulation(machine, ['amd64', 'arm64']),
        lost: [],
      }));
      assert.equal(draw(emulationItems(reports)), expected);
    });

  const platforms = ['linux/amd64', 'linux/amd64/v2', 'linux/arm64'];

  check(
    'one machine: its architectures at once',
    [builder('docker', [{ platforms, engine }])],
    kernel([entry('arm64'), entry('s390x', { fixed: false, flags: '' })]),
    `amd64 native
  builds for linux/amd64 linux/amd64/v2
arm64 emulated
  by qemu-arm64
  flags POF
  builds for linux/arm64
s390x host-only
  ! no-flag-f
  fails: no such file or directory
  by qemu-s390x
  flags 
`,
  );
  check(
    'several builders on one machine',
    [
      builder('docker', [{ platforms: ['linux/amd64'], engine }]),
      builder('docker-container', [{ platforms: ['linux/amd64'], engine }]),
    ],
    kernel([]),
    `amd64 native
  builds for linux/amd64
arm64 absent
  fails: exec format error
  builds may work
`,
  );
  check(
    'a virtual machine and a node elsewhere',
    [
      builder('docker', [
        { platforms, engine: { ...engine, kernel: '6.6-linuxkit' }, endpoint: 'desktop-linux' },
      ]),
      builder('remote', [{ platforms: ['linux/riscv64'], endpoint: 'tcp://farm:1' }]),
    ],
    kernel([entry('s390x')]),
    `engine desktop-linux amd64
  amd64 native
    builds for linux/amd64 linux/amd64/v2
  arm64 reported
    builds for linux/arm64
node remote0 riscv64
  riscv64 native
    builds for linux/riscv64
  amd64 absent
    fails: exec format error
  arm64 absent
    fails: exec format error
`,
  );
  check(
    'no builder answers: the kernel alone',
    [],
    kernel([entry('arm64')]),
    `amd64 native
arm64 emulated
  by qemu-arm64
  flags POF
`,
  );
  check('nothing can be seen', [builder('remote', [{}])], undefined, '');
  check(
    'an engine for Windows emulates nothing',
    [builder('docker', [{ platforms: ['windows/amd64'], engine: { ...engine, os: 'windows' } }])],
    undefined,
    '',
  );
});
