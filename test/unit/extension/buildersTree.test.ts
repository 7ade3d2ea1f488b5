import assert from 'node:assert/strict';
import type { Engine } from '../../../src/core/build/engine.ts';
import type { Builder, WorkerNode } from '../../../src/core/build/workerNode.ts';
import type { SeenBuilder } from '../../../src/extension/builders/builderRoll.ts';
import {
  builderItems,
  childItems,
  type BuilderItem,
} from '../../../src/extension/builders/buildersTree.ts';

function node(name: string, more: Partial<WorkerNode> = {}): WorkerNode {
  return { name, endpoint: `tcp://${name}`, status: 'running', platforms: [], pinned: [], ...more };
}

function builder(name: string, nodes: readonly WorkerNode[], more: Partial<Builder> = {}): Builder {
  return { name, driver: 'remote', current: false, nodes, ...more };
}

function seen(of: Builder, more: Partial<SeenBuilder> = {}): SeenBuilder {
  return { builder: of, isKnown: true, isAsked: false, ...more };
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
    case 'platforms':
      return `${item.platforms.length} ${item.state}`;
    case 'platform': {
      const { platform, state, levels, pinned } = item.platform;
      return [platform + (pinned ? '*' : ''), state, ...levels].join(' ');
    }
    case 'targets':
      return ['targets', ...item.choice.waitsFor.map((name) => `wait for ${name}`)].join(' ');
    case 'target':
      return `${item.target.platform} → ${item.target.node} ${item.target.outlook.state}`;
    case 'surprise':
      return item.surprise.code;
    case 'cache':
      return 'cache';
    case 'gc-rule':
      return [item.position, item.node?.name ?? 'all', ...item.rule.flat()].join(' ');
    case 'reason':
      return JSON.stringify(item.reason);
  }
}

describe('the tree of builders', () => {
  const check = (
    name: string,
    builders: readonly SeenBuilder[],
    expected: string,
    selected?: string,
  ) =>
    it(name, () => {
      const targets = ['linux/amd64', 'linux/arm64'];
      assert.equal(draw(builderItems({ builders, selected, targets })), expected);
    });

  check('no builder', [], '');

  const farm = builder('farm', [
    node('farm0', {
      platforms: ['linux/amd64', 'linux/amd64/v2', 'linux/386', 'linux/arm64', 'linux/arm/v7'],
      gcPolicy: [[['All', 'true']]],
    }),
    node('farm1', {
      platforms: ['linux/arm64', 'linux/arm/v7'],
      pinned: ['linux/arm64'],
      gcPolicy: [[['All', 'false']]],
    }),
  ]);
  check(
    'nodes, their platforms by state, who builds what, and the cache',
    [seen(builder('b', [])), seen(farm)],
    `farm *
  targets
    linux/amd64 → farm0 native
    linux/arm64 → farm0 unknown-how
  pins-ignored
  farm0
    linux/amd64 native v2
    linux/386 hardware
    2 unknown-how
      linux/arm64 unknown-how
      linux/arm/v7 unknown-how
  farm1
    2 unknown-how
      linux/arm64* unknown-how
      linux/arm/v7 unknown-how
  cache
    0 farm0 All true
    0 farm1 All false
b
`,
    'farm',
  );

  check(
    'a builder that was not asked yet',
    [
      seen(
        builder('box', [
          node('box0', { status: 'unknown', platforms: ['linux/arm64'], pinned: ['linux/arm64'] }),
          node('box1', { status: 'unknown' }),
        ]),
        { isKnown: false },
      ),
    ],
    `box
  box0
    {"code":"asking"}
    linux/arm64* unknown-how
  box1
    {"code":"asking"}
`,
  );

  check(
    'containers that were not started, and an engine that is not there',
    [
      seen(
        builder(
          'box',
          [
            node('box0', { status: 'inactive' }),
            node('box1', { status: 'error', error: 'no route to host' }),
          ],
          { driver: 'docker-container' },
        ),
      ),
    ],
    `box
  targets wait for box0 wait for box1
  silent-nodes
  box0
    {"code":"not-started"}
  box1
    {"code":"error","message":"no route to host"}
`,
  );

  check(
    'a remote node that does not answer',
    [
      seen(
        builder('far', [
          node('far0', {
            status: 'inactive',
            silence: { code: 'no-connection', message: 'connect ECONNREFUSED 10.0.0.1:1' },
          }),
        ]),
      ),
    ],
    `far
  far0
    {"code":"silent","endpoint":"tcp://far0","silence":{"code":"no-connection","message":"connect ECONNREFUSED 10.0.0.1:1"}}
`,
  );

  check(
    'builders that could not be asked',
    [
      seen(builder('broken', [], { error: 'failed to find driver' })),
      seen(builder('slow', []), { isKnown: false, problem: { code: 'timeout', seconds: 25 } }),
    ],
    `broken
  {"code":"error","message":"failed to find driver"}
slow
  {"code":"problem","problem":{"code":"timeout","seconds":25}}
`,
  );

  const engine: Engine = {
    version: '28.5.1',
    os: 'linux',
    architecture: 'amd64',
    kernel: '6.1.0',
    imageStore: 'classic',
  };
  check(
    'the classic image store',
    [
      seen(
        builder('default', [node('default', { engine, platforms: ['linux/amd64'] })], {
          driver: 'docker',
        }),
      ),
    ],
    `default
  {"code":"classic-store"}
  targets
    linux/amd64 → default native
    linux/arm64 → default not-runnable
  default
    linux/amd64 native
  cache
`,
  );

  check(
    'a builder of the setting that does not exist',
    [seen(builder('b', []))],
    `{"code":"no-such-builder","name":"gone"}\nb\n`,
    'gone',
  );
});
