import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chooseNodes, type NodeChoice } from '../../../../src/core/build/nodeChoice.ts';
import { decideNodes } from '../../../../src/core/build/nodes.ts';
import { buildNode, outlookOn } from '../../../../src/core/build/platformOutlook.ts';
import type { Builder, WorkerNode } from '../../../../src/core/build/workerNode.ts';

/** A node written as `name[!status] pinned,pinned worker,worker`; `-` is none. */
function node(text: string): WorkerNode {
  const [title = '', pins = '-', workers = '-'] = text.split(' ');
  const [name = '', status = 'running'] = title.split('!');
  const list = (words: string): string[] => (words === '-' ? [] : words.split(','));
  const pinned = list(pins);
  const platforms = [...new Set([...pinned, ...list(workers)])];
  return { name, endpoint: `tcp://${name}:1234`, status, pinned, platforms };
}

function farm(nodes: readonly string[], driver = 'remote'): Builder {
  return { name: 'farm', driver, current: true, nodes: nodes.map(node) };
}

/** The choice as text, one line for each thing that it says. */
function describeChoice({ choices, surprises, waitsFor, pins = [] }: NodeChoice): string[] {
  return [
    ...choices.map(({ platform, node: name, outlook }) => `${platform} ${name} ${outlook.state}`),
    ...waitsFor.map((name) => `waits for ${name}`),
    ...surprises.map((surprise) => {
      switch (surprise.code) {
        case 'pins-ignored':
          return `ignored for ${surprise.unpinned.join(',')}: ${surprise.moved
            .map((each) => `${each.platform} ${each.pinnedTo}→${each.node}`)
            .join(',')}`;
        case 'no-node':
          return `no node for ${surprise.platform}, so ${surprise.node}`;
        case 'native-elsewhere':
          return `${surprise.platform} on ${surprise.node}, native on ${surprise.native}`;
        case 'silent-nodes':
          return `silent: ${surprise.nodes.join(',')}`;
      }
    }),
    ...pins.map((pin) => `pin ${pin.node} ${pin.platforms.join(',')}`),
  ];
}

const amd = 'linux/amd64,linux/amd64/v2,linux/amd64/v3,linux/arm64,linux/arm/v7';
const arm = 'linux/arm64,linux/arm/v7,linux/arm/v6';

describe('chooseNodes', () => {
  const check = (
    name: string,
    builder: Builder,
    platforms: string,
    expected: readonly string[],
  ): void => {
    it(name, () => {
      assert.deepEqual(describeChoice(chooseNodes(builder, platforms.split(' '))), expected);
    });
  };

  check('one node', farm([`a - ${amd}`]), 'linux/amd64 linux/arm64 linux/s390x', [
    'linux/amd64 a native',
    'linux/arm64 a unknown-how',
    'linux/s390x a not-runnable',
  ]);
  check(
    'one node that was not started',
    farm(['a!inactive - -'], 'docker-container'),
    'linux/386',
    ['linux/386 a unknown'],
  );
  check('one node that does not answer', farm(['a!inactive - -']), 'linux/386', [
    'linux/386 a unknown',
    'silent: a',
  ]);
  check('no nodes', farm([]), 'linux/386', []);

  const pinned = [`a linux/amd64 ${amd}`, `b linux/arm64 ${arm}`];
  check('each platform is pinned', farm(pinned), 'linux/arm64 linux/amd64', [
    'linux/arm64 b unknown-how',
    'linux/amd64 a native',
  ]);
  check(
    'one platform that is not pinned moves all to the first node',
    farm(pinned),
    'linux/amd64 linux/arm64 linux/arm/v7',
    [
      'linux/amd64 a native',
      'linux/arm64 a unknown-how',
      'linux/arm/v7 a unknown-how',
      'ignored for linux/arm/v7: linux/arm64 b→a',
      'pin b linux/arm64,linux/arm/v7',
    ],
  );
  check(
    'a platform that no node has: pinning it would be of no use',
    farm(pinned),
    'linux/amd64 linux/s390x',
    ['linux/amd64 a native', 'linux/s390x a not-runnable', 'no node for linux/s390x, so a'],
  );
  check('nothing is pinned', farm([`a - ${amd}`, `b - ${arm}`]), 'linux/amd64 linux/arm64', [
    'linux/amd64 a native',
    'linux/arm64 a unknown-how',
    'linux/arm64 on a, native on b',
    'pin a linux/amd64',
    'pin b linux/arm64',
  ]);
  check(
    'nothing is pinned, and nothing has to be',
    farm(['a - linux/amd64', `b - ${arm}`]),
    'linux/amd64 linux/arm64',
    ['linux/amd64 a native', 'linux/arm64 b native'],
  );
  check(
    'a container that was not started decides with the others',
    farm([`a - ${amd}`, 'b!inactive linux/arm64 -'], 'docker-container'),
    'linux/amd64 linux/arm64',
    ['waits for b'],
  );
  check(
    'a container that was not started, and pins that decide without it',
    farm(['a!inactive linux/amd64 -', 'b!inactive linux/arm64 -'], 'docker-container'),
    'linux/amd64 linux/arm64',
    ['linux/amd64 a unknown', 'linux/arm64 b unknown'],
  );
  check(
    'a remote node that does not answer fails the build, unless pins decide',
    farm([...pinned, 'c!inactive linux/s390x -']),
    'linux/amd64 linux/arm/v7',
    ['waits for c', 'silent: c'],
  );
  check(
    'a remote node that does not answer and is not needed',
    farm([...pinned, 'c!inactive linux/s390x -']),
    'linux/amd64 linux/arm64',
    ['linux/amd64 a native', 'linux/arm64 b unknown-how'],
  );
  check(
    'a remote node that nobody has asked yet',
    farm([...pinned, 'c!unknown linux/s390x -']),
    'linux/amd64 linux/arm/v7',
    ['waits for c'],
  );
  check('spellings', farm(pinned), 'linux/x86_64 linux/aarch64', [
    'linux/amd64 a native',
    'linux/arm64 b unknown-how',
  ]);
});

describe('the pins that mend', () => {
  const words = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/386', 'linux/s390x'];
  const lists = fc.subarray(words);
  const nodes = fc.array(fc.record({ pinned: lists, workers: lists }), {
    minLength: 2,
    maxLength: 4,
  });

  it('settle everything, each platform where it runs best', () => {
    fc.assert(
      fc.property(nodes, fc.subarray(words, { minLength: 1 }), (unnamed, platforms) => {
        const builder = farm(
          unnamed.map(({ pinned, workers }, at) =>
            [`n${at}`, ...[pinned, workers].map((list) => list.join(',') || '-')].join(' '),
          ),
        );
        const { pins } = chooseNodes(builder, platforms);
        if (pins === undefined) return;
        const mended = builder.nodes.map((each): WorkerNode => {
          const pin = pins.find((candidate) => candidate.node === each.name);
          return pin === undefined ? each : { ...each, pinned: pin.platforms };
        });
        const before = builder.nodes.flatMap(({ pinned = [] }) => pinned);
        const { settledByPins, decisions } = decideNodes(mended.map(buildNode), platforms);
        assert.ok(settledByPins);
        for (const { platform, node: name } of decisions) {
          if (before.includes(platform)) continue;
          const states = builder.nodes.map((each) => outlookOn(each, platform).state);
          const at = builder.nodes.findIndex((each) => each.name === name);
          if (states.includes('native')) assert.equal(states[at], 'native');
          assert.notEqual(states[at], 'not-runnable');
        }
      }),
    );
  });
});
