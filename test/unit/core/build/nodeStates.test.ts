import assert from 'node:assert/strict';
import type { Emulator } from '../../../../src/core/build/emulator.ts';
import type { Engine } from '../../../../src/core/build/engine.ts';
import { nativePlatform, nodePlatforms } from '../../../../src/core/build/nodeStates.ts';
import type { WorkerNode } from '../../../../src/core/build/workerNode.ts';

const amd64Worker = [
  ...['linux/amd64', 'linux/amd64/v2', 'linux/amd64/v3', 'linux/arm64', 'linux/riscv64'],
  ...['linux/386', 'linux/arm/v7', 'linux/arm/v6'],
];
const arm64Worker = [
  'linux/arm64',
  'linux/amd64',
  'linux/amd64/v2',
  'linux/arm/v7',
  'linux/arm/v6',
];

function nodeWith(platforms: readonly string[], more: Partial<WorkerNode> = {}): WorkerNode {
  return { name: 'n0', endpoint: 'tcp://n0:1234', status: 'running', platforms, ...more };
}

function engineOn(architecture: string): Engine {
  return {
    version: '28.5.1',
    os: 'linux',
    architecture,
    kernel: '6.1.0',
    imageStore: 'containerd',
  };
}

function entry(name: string, architecture: string): Emulator {
  return { name, architecture, interpreter: `/usr/bin/${name}`, fixed: true };
}

/** Each platform as `platform state [levels] [by emulator] [pinned]`. */
function describeNode(node: WorkerNode): readonly string[] {
  return nodePlatforms(node).map(({ platform, state, vain, levels, emulator, pinned }) =>
    [
      platform,
      state,
      ...(vain === undefined ? [] : [vain]),
      ...levels,
      ...(emulator === undefined ? [] : ['by', emulator.name]),
      ...(pinned ? ['pinned'] : []),
    ].join(' '),
  );
}

describe('nodePlatforms', () => {
  const check = (name: string, node: WorkerNode, expected: readonly string[]) =>
    it(name, () => {
      assert.deepEqual(describeNode(node), expected);
    });

  check(
    'a worker far away: the first is native, the rest runs somehow',
    nodeWith(amd64Worker, { pinned: [] }),
    [
      'linux/amd64 native v2 v3',
      'linux/arm64 unknown-how',
      'linux/riscv64 unknown-how',
      'linux/386 hardware',
      'linux/arm/v7 unknown-how',
      'linux/arm/v6 unknown-how',
    ],
  );

  check(
    'an engine on this kernel: entries that were seen',
    nodeWith(amd64Worker, {
      pinned: [],
      engine: engineOn('amd64'),
      emulators: [entry('qemu-aarch64', 'arm64'), entry('qemu-arm', 'arm')],
    }),
    [
      'linux/amd64 native v2 v3',
      'linux/arm64 emulated by qemu-aarch64',
      'linux/riscv64 not-runnable no-entry',
      'linux/386 hardware',
      'linux/arm/v7 emulated by qemu-arm',
      'linux/arm/v6 emulated by qemu-arm',
    ],
  );

  check(
    'entries that work on the machine itself only',
    nodeWith(['linux/amd64', 'linux/arm64', 'linux/riscv64'], {
      pinned: [],
      engine: engineOn('amd64'),
      emulators: [
        { ...entry('qemu-aarch64', 'arm64'), fixed: false },
        { ...entry('qemu-riscv64', 'riscv64'), program: { kind: 'file', linking: 'dynamic' } },
      ],
    }),
    [
      'linux/amd64 native',
      'linux/arm64 not-runnable not-in-containers by qemu-aarch64',
      'linux/riscv64 not-runnable not-in-containers by qemu-riscv64',
    ],
  );

  check(
    'what is pinned and has no entry',
    nodeWith(['linux/s390x', 'linux/amd64'], {
      pinned: ['linux/s390x'],
      engine: engineOn('amd64'),
      emulators: [],
    }),
    ['linux/s390x not-runnable no-entry pinned', 'linux/amd64 native'],
  );

  check(
    "BuildKit's image has emulators where the kernel has none",
    nodeWith(['linux/amd64', 'linux/arm64', 'linux/riscv64', 'linux/loong64'], {
      pinned: [],
      engine: engineOn('amd64'),
      emulators: [{ ...entry('qemu-aarch64', 'arm64'), fixed: false }],
      driver: 'docker-container',
      buildkitVersion: '0.25.2',
    }),
    [
      'linux/amd64 native',
      'linux/arm64 emulated by buildkit-qemu-aarch64',
      'linux/riscv64 emulated by buildkit-qemu-riscv64',
      'linux/loong64 not-runnable no-entry',
    ],
  );

  check(
    'an entry for 386 goes before the processor',
    nodeWith(['linux/amd64', 'linux/386'], {
      pinned: [],
      engine: engineOn('amd64'),
      emulators: [entry('qemu-i386', '386'), entry('qemu-x86_64', 'amd64')],
    }),
    ['linux/amd64 native', 'linux/386 emulated by qemu-i386'],
  );

  check('arm on arm64 whose emulators are not seen', nodeWith(arm64Worker, { pinned: [] }), [
    'linux/arm64 native',
    'linux/amd64 unknown-how v2',
    'linux/arm/v7 unknown-how',
    'linux/arm/v6 unknown-how',
  ]);

  check(
    'arm on arm64 without an emulator: the processor does it',
    nodeWith(arm64Worker, {
      pinned: [],
      engine: engineOn('arm64'),
      emulators: [entry('qemu-x86_64', 'amd64')],
    }),
    [
      'linux/arm64 native',
      'linux/amd64 emulated v2 by qemu-x86_64',
      'linux/arm/v7 hardware',
      'linux/arm/v6 hardware',
    ],
  );

  check(
    'fixed platforms hide which one is native',
    nodeWith(['linux/arm64', 'linux/arm/v7', 'linux/amd64'], { pinned: ['linux/arm64'] }),
    ['linux/arm64 unknown-how pinned', 'linux/arm/v7 unknown-how', 'linux/amd64 unknown-how'],
  );

  check('a node that was never started', nodeWith([], { status: 'inactive', pinned: [] }), []);

  check(
    'a level without the basic platform stands for itself',
    nodeWith(['linux/amd64/v3'], { pinned: [] }),
    ['linux/amd64/v3 native'],
  );
});

describe('nativePlatform', () => {
  const check = (name: string, node: WorkerNode, expected: string | undefined) =>
    it(name, () => {
      assert.equal(nativePlatform(node), expected);
    });

  check('the first of the worker', nodeWith(arm64Worker, { pinned: [] }), 'linux/arm64');
  check('unknown while the store was not read', nodeWith(arm64Worker), undefined);
  check(
    'an amd64 level that no emulator offers',
    nodeWith([...amd64Worker, 'linux/amd64/v4'], { pinned: ['linux/arm64'] }),
    'linux/amd64',
  );
  check(
    "the engine's, also when others are fixed",
    nodeWith(['linux/amd64', 'linux/arm/v7'], { pinned: ['linux/amd64'], engine: engineOn('arm') }),
    'linux/arm/v7',
  );
  check('nothing without platforms', nodeWith([], { pinned: [] }), undefined);
});
