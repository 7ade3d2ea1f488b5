import assert from 'node:assert/strict';
import type { Builder, WorkerNode } from '../../../src/core/build/workerNode.ts';
import {
  builderItems,
  childItems,
  type BuilderItem,
} from '../../../src/extension/builders/buildersTree.ts';

function node(name: string, more: Partial<WorkerNode> = {}): WorkerNode {
  return { name, endpoint: 'default', status: 'running', platforms: [], pinned: [], ...more };
}

function builder(name: string, nodes: readonly WorkerNode[], error?: string): Builder {
  return { name, driver: 'remote', current: false, nodes, ...(error ? { error } : {}) };
}

/** The tree as text, two blanks per level. */
function draw(items: readonly BuilderItem[], indent = ''): string {
  return items
    .map((item) => `${indent}${describeItem(item)}\n${draw(childItems(item), `${indent}  `)}`)
    .join('');
}

function describeItem(item: BuilderItem): string {
  switch (item.kind) {
    case 'builder':
      return item.selected ? `${item.builder.name} *` : item.builder.name;
    case 'node':
      return item.node.name;
    case 'platform':
      return `${item.platform.platform} ${item.platform.state}`;
    case 'reason':
      return JSON.stringify(item.reason);
  }
}

const farm = builder('farm', [
  node('farm0', { platforms: ['linux/amd64', 'linux/386'] }),
  node('farm1', { status: 'inactive' }),
  node('farm2', { status: 'error', error: 'no route to host' }),
]);
const broken = builder('broken', [], 'failed to connect');

describe('the tree of builders', () => {
  const check = (
    name: string,
    builders: readonly Builder[],
    selected: Parameters<typeof builderItems>[1],
    expected: string,
  ) =>
    it(name, () => {
      assert.equal(draw(builderItems(builders, selected)), expected);
    });

  const farmBelow = `  farm0
    linux/amd64 native
    linux/386 hardware
  farm1
    {"code":"not-started"}
  farm2
    {"code":"error","message":"no route to host"}
`;
  const brokenBelow = `  {"code":"error","message":"failed to connect"}\n`;

  check('no builder', [], { missing: undefined }, '');
  check(
    'the one that is used comes first',
    [broken, farm],
    { builder: farm },
    `farm *\n${farmBelow}broken\n${brokenBelow}`,
  );
  check(
    'a builder of the setting that does not exist',
    [broken],
    { missing: 'gone' },
    `{"code":"no-such-builder","name":"gone"}\nbroken\n${brokenBelow}`,
  );
});
