import assert from 'node:assert/strict';
import { platformOutlook } from '../../../../src/core/build/platformOutlook.ts';
import type { Builder, WorkerNode } from '../../../../src/core/build/workerNode.ts';

function builderOf(...nodes: (readonly [readonly string[], ...(readonly string[])])[]): Builder {
  return {
    name: 'farm',
    driver: 'remote',
    current: true,
    nodes: nodes.map(([platforms, ...pinned], at): WorkerNode => ({
      name: `n${at}`,
      endpoint: `tcp://n${at}:1234`,
      status: 'running',
      platforms: [...new Set([...pinned, ...platforms])],
      pinned,
    })),
  };
}

const qemu = [
  'linux/amd64',
  'linux/amd64/v2',
  'linux/amd64/v3',
  'linux/386',
  'linux/arm64',
  'linux/arm/v7',
];
const arm = ['linux/arm64', 'linux/arm/v7', 'linux/arm/v6'];

describe('platformOutlook', () => {
  const check = (builder: Builder, platforms: string, expected: string) =>
    it(`${builder.nodes.map((node) => node.platforms.join(' ')).join(' | ')}: ${platforms}`, () => {
      const [platform = '', ...others] = platforms.split(' ');
      const outlook = platformOutlook(builder, platform, others);
      assert.equal(
        'node' in outlook ? `${outlook.state} on ${outlook.node}` : outlook.state,
        expected,
      );
    });

  check(builderOf([qemu]), 'linux/amd64', 'native on n0');
  check(builderOf([qemu]), 'linux/x86_64', 'native on n0');
  check(builderOf([qemu]), 'linux/amd64/v3', 'native on n0');
  check(builderOf([qemu]), 'linux/arm64/v8', 'unknown-how on n0');
  check(builderOf([qemu]), 'linux/386', 'hardware on n0');
  check(builderOf([['linux/amd64']]), 'linux/386', 'not-runnable on n0');
  check(builderOf([['linux/arm64']]), 'linux/arm/v7', 'not-runnable on n0');
  check(builderOf([['linux/arm64', 'linux/arm/v7']]), 'linux/arm/v6', 'unknown-how on n0');
  check(builderOf([['linux/amd64', 'linux/amd64/v3']]), 'linux/amd64/v2', 'native on n0');
  check(builderOf([qemu]), 'linux/riscv64', 'not-runnable on n0');
  check(builderOf([qemu]), 'windows/amd64', 'not-runnable on n0');
  check(builderOf([['linux/386']]), 'linux/amd64', 'not-runnable on n0');
  check(builderOf([qemu], [arm]), 'linux/arm64', 'unknown-how on n0');
  check(builderOf([['linux/amd64']], [arm]), 'linux/arm64', 'native on n1');
  check(builderOf([qemu], [arm]), 'linux/arm/v6', 'unknown-how on n1');
  check(builderOf([[]]), 'linux/amd64', 'unknown');
  check(builderOf(), 'linux/amd64', 'unknown');
  check(builderOf([qemu]), 'not a platform', 'not-runnable on n0');

  const inContainer = ([platforms, ...pinned]: readonly [
    readonly string[],
    ...(readonly string[]),
  ]): Builder => {
    const builder = builderOf([platforms, ...pinned]);
    const more = { driver: 'docker-container', emulators: [] };
    return { ...builder, nodes: builder.nodes.map((node) => ({ ...node, ...more })) };
  };
  // BuildKit does not list what only the emulators of its image run.
  check(inContainer([['linux/amd64']]), 'linux/arm64', 'emulated on n0');
  check(inContainer([['linux/amd64']]), 'linux/loong64', 'not-runnable on n0');
  check(inContainer([['linux/amd64']]), 'windows/arm64', 'not-runnable on n0');

  // Every platform fixed to a node: they are split. One that is not moves all to the first node.
  const farm = builderOf([qemu, 'linux/amd64'], [arm, 'linux/arm64']);
  check(farm, 'linux/arm64 linux/amd64', 'unknown-how on n1');
  check(farm, 'linux/arm64 linux/amd64 linux/arm/v7', 'unknown-how on n0');
});
