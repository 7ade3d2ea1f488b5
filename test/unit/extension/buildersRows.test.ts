import '../../support/vscodeStub.ts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { MarkdownString } from 'vscode';
import { inspectBuilder } from '../../../src/adapters/docker/builderInspection.ts';
import type { Emulator } from '../../../src/core/build/emulator.ts';
import type { Builder, WorkerNode } from '../../../src/core/build/workerNode.ts';
import {
  builderItems,
  childItems,
  type BuilderItem,
} from '../../../src/extension/builders/buildersTree.ts';
import { renderItem } from '../../../src/extension/builders/itemRendering.ts';

const engine = {
  ...{ version: '28.5.2', os: 'linux', architecture: 'amd64', kernel: '6.18.44' },
  imageStore: 'containerd',
} as const;

function qemu(architecture: string, file: string, version?: string): Emulator {
  const program = { kind: 'file', linking: 'static' } as const;
  return {
    ...{ name: file, architecture, interpreter: `/usr/bin/${file}`, fixed: true },
    program: version === undefined ? { kind: 'unknown' } : { ...program, version },
  };
}

/** As Debian's qemu-user 11.1.2 registers them; that of riscv64 was removed while BuildKit ran. */
const debian = [
  qemu('arm64', 'qemu-aarch64', '11.1.2'),
  qemu('arm', 'qemu-arm', '11.1.2'),
  qemu('ppc64le', 'qemu-ppc64le', '11.1.2'),
  // tonistiigi/binfmt registers a file of its image, which cannot be asked.
  qemu('s390x', 'qemu-s390x'),
];

/** A builder as `docker buildx inspect` was recorded, with what else was seen of its nodes. */
function recorded(file: string, name: string, more: Partial<WorkerNode>): Builder {
  const text = readFileSync(`test/fixtures/buildx/0.29.1/${file}`, 'utf8');
  const parsed = inspectBuilder(name, undefined).parse(text);
  assert.ok(parsed.ok);
  const { driver, nodes } = parsed.value;
  return {
    ...{ name, driver: more.driver ?? driver, current: true },
    nodes: nodes.map((node) => ({ ...node, driver, ...more })),
  };
}

const targets = ['linux/amd64', 'linux/arm64', 'linux/riscv64'];

function rows(builder: Builder): readonly BuilderItem[] {
  const builders = [{ builder, isKnown: true, isAsked: false }];
  return builderItems({ builders, selected: builder.name, targets });
}

const cache = () => ({ total: '6.374GB', reclaimable: '1.5GB' });

/** The rows as text, two blanks per level: label, and what stands beside it. */
function draw(items: readonly BuilderItem[], indent = ''): string {
  return items
    .map((item) => {
      const { label, description } = renderItem(item, cache);
      const words = [label, description].filter((word) => typeof word === 'string');
      return `${indent}${words.filter((word) => word !== '').join(' | ')}\n${draw(childItems(item), `${indent}  `)}`;
    })
    .join('');
}

function find(items: readonly BuilderItem[], label: string): BuilderItem | undefined {
  for (const item of items) {
    if (renderItem(item, cache).label === label) return item;
    const below = find(childItems(item), label);
    if (below !== undefined) return below;
  }
  return undefined;
}

describe('the texts of the builders view', () => {
  const check = (name: string, builder: Builder, expected: string): void => {
    it(name, () => {
      assert.equal(draw(rows(builder)), expected);
    });
  };

  const box = recorded('inspect.stdout', 'default', { engine, emulators: debian });
  check(
    'an engine on this kernel, one of whose emulators is gone',
    box,
    `default | docker · used for builds
  Targets | amd64 native, arm64 emulated, riscv64 emulator gone
    linux/amd64 | native
    linux/arm64 | emulated
    linux/riscv64 | emulator gone
  default | engine 28.5.2
    linux/riscv64 | emulator gone
    linux/amd64 | native · v2 · v3
    5 emulated | arm64, ppc64le, s390x, arm/v7, arm/v6
      linux/arm64 | emulated by QEMU 11.1.2
      linux/ppc64le | emulated by QEMU 11.1.2
      linux/s390x | emulated by QEMU
      linux/arm/v7 | emulated by QEMU 11.1.2
      linux/arm/v6 | emulated by QEMU 11.1.2
  Build cache | 6.374GB
    Emptied by rule 1 | filters type==source.local,type==exec.cachemount,type==source.git.checkout, keep duration 48h0m0s, max used space 3.346GiB
    Emptied by rule 2 | keep duration 1440h0m0s, reserved space 24.21GiB, max used space 188.1GiB, min free space 47.5GiB
    Emptied by rule 3 | reserved space 24.21GiB, max used space 188.1GiB, min free space 47.5GiB
    Emptied by rule 4 | reserved space 24.21GiB, max used space 188.1GiB, min free space 47.5GiB
`,
  );

  check(
    'an engine in a virtual machine on a Mac',
    recorded('inspect.stdout', 'desktop-linux', { engine, gcPolicy: [] }),
    `desktop-linux | docker · used for builds
  Targets | amd64 native, arm64 runnable, riscv64 runnable
    linux/amd64 | native
    linux/arm64 | runnable
    linux/riscv64 | runnable
  default | engine 28.5.2
    linux/amd64 | native · v2 · v3
    6 runnable | arm64, riscv64, ppc64le, s390x, arm/v7, arm/v6
      linux/arm64 | runnable
      linux/riscv64 | runnable
      linux/ppc64le | runnable
      linux/s390x | runnable
      linux/arm/v7 | runnable
      linux/arm/v6 | runnable
  Build cache | 6.374GB
`,
  );

  check(
    'BuildKit in a container of its own, whose image has emulators',
    recorded('inspect.stdout', 'box', {
      ...{ engine, emulators: debian.slice(0, 1), gcPolicy: [] },
      ...{ name: 'box0', driver: 'docker-container', buildkitVersion: '0.25.2' },
      platforms: ['linux/amd64', 'linux/arm64', 'linux/s390x'],
    }),
    `box | docker-container · used for builds
  Targets | amd64 native, arm64 emulated, riscv64 emulated
    linux/amd64 | native
    linux/arm64 | emulated
    linux/riscv64 | emulated
  box0 | BuildKit 0.25.2
    linux/amd64 | native
    2 emulated | arm64, s390x
      linux/arm64 | emulated by QEMU 11.1.2
      linux/s390x | emulated by QEMU 10.0.4
  Build cache | 6.374GB
`,
  );

  const tooltip = (builder: Builder, label: string) => {
    const item = find(rows(builder), label);
    assert.ok(item, label);
    return (renderItem(item, cache).tooltip as MarkdownString).value.split('\n\n');
  };

  it('nodes of one name are rows of their own', () => {
    const twice = { ...box, nodes: [...box.nodes, ...box.nodes.map((node) => ({ ...node }))] };
    const all = (items: readonly BuilderItem[]): readonly BuilderItem[] =>
      items.flatMap((item) => [item, ...all(childItems(item))]);
    const ids = all(rows(twice)).flatMap((item) => renderItem(item, cache).id ?? []);
    assert.equal(new Set(ids).size, ids.length, ids.join('\n'));
  });

  it('a row says what its emulator is', () => {
    assert.deepEqual(tooltip(box, 'linux/ppc64le'), [
      '**linux/ppc64le**',
      'emulated by QEMU 11.1.2: every instruction is translated: correct, but many times slower',
      'Emulator: QEMU 11.1.2: entry qemu-ppc64le, program /usr/bin/qemu-ppc64le',
    ]);
    assert.deepEqual(tooltip(box, '5 emulated').at(-1), 'Emulator: QEMU 11.1.2, QEMU');
  });
});
