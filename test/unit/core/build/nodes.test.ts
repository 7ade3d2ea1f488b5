import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assignNodes, type BuildNode } from '../../../../src/core/build/nodes.ts';
import { readVectors } from '../platform/vectors.ts';

interface Row {
  id: string;
  nodes: BuildNode[];
  request: string[];
  expect: { final: { node: string; platforms: string[] }[] };
}

/** A node written as `name pinned,pinned worker,worker`; `-` is none. */
function node(text: string): BuildNode {
  const [name = '', pinned = '-', reported = '-'] = text.split(' ');
  const list = (words: string): string[] => (words === '-' ? [] : words.split(','));
  return { name, platforms: list(pinned), workers: list(reported) };
}

describe('nodes, as buildx', () => {
  for (const { id, nodes, request, expect } of readVectors<Row>('buildx-nodes')) {
    it(id, () => {
      assert.deepEqual(assignNodes(nodes, request), expect.final);
    });
  }

  function check(name: string, nodes: string[], requested: string, expected: string): void {
    it(name, () => {
      const words = requested === '' ? [] : requested.split(',');
      const assignments = assignNodes(nodes.map(node), words);
      const text = assignments.map(({ node: of, platforms }) => `${of}: ${platforms.join(',')}`);
      assert.equal(text.join(' | '), expected);
    });
  }
  const emulating = 'a linux/amd64 linux/amd64,linux/arm64,linux/arm/v7';
  const native = 'b linux/arm64 linux/arm64,linux/arm/v7';

  check(
    'pins decide while every platform is pinned',
    [emulating, native],
    'linux/amd64,linux/arm64',
    'a: linux/amd64 | b: linux/arm64',
  );
  check(
    'one platform that nobody pinned moves all to the first node',
    [emulating, native],
    'linux/amd64,linux/arm64,linux/arm/v7',
    'a: linux/amd64,linux/arm64,linux/arm/v7',
  );
  check(
    'the exact platform beats one that could run it',
    ['a linux/arm/v8', 'b - linux/arm64', 'c - linux/arm/v7'],
    'linux/arm/v7',
    'c: linux/arm/v7',
  );
  check(
    'the lower level is the better match',
    ['a - linux/amd64/v3', 'b - linux/amd64/v2'],
    'linux/amd64',
    'b: linux/amd64',
  );
  check(
    'the earlier of equals',
    ['a - linux/arm64', 'b - linux/arm64'],
    'linux/arm64',
    'a: linux/arm64',
  );
  check('nobody', ['a - linux/amd64', 'b - linux/arm64'], 'linux/s390x', 'a: linux/s390x');
  check(
    'nodes in the order in which they are used',
    ['a - linux/amd64', 'b - linux/arm64'],
    'linux/arm64,linux/amd64',
    'b: linux/arm64 | a: linux/amd64',
  );
  check(
    'pins and workers count together once one platform is not pinned',
    ['a - linux/amd64', 'b linux/arm64'],
    'linux/amd64,linux/arm64',
    'a: linux/amd64 | b: linux/arm64',
  );
  check('spellings', ['a -', 'b linux/aarch64 -'], 'linux/arm64/v8', 'b: linux/arm64');
  check('nothing asked for', ['a -', 'b -'], '', 'a: ');
  check('no nodes', [], 'linux/amd64', '');
  check(
    'a specifier that is none',
    ['a -', 'b - x/y/z/w,linux/amd64'],
    '*,linux/amd64',
    'a: * | b: linux/amd64',
  );

  it('assigns every platform once, to nodes of the builder', () => {
    const platforms = fc.constantFrom(
      'linux/amd64',
      'linux/arm64',
      'linux/arm/v7',
      'linux/386',
      '*',
    );
    const lists = fc.array(platforms, { maxLength: 4 });
    const nodes = fc.array(fc.record({ platforms: lists, workers: lists }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(nodes, fc.array(platforms, { minLength: 1 }), (unnamed, requested) => {
        const named = unnamed.map((each, index) => ({ ...each, name: `node${index}` }));
        const assignments = assignNodes(named, requested);
        const assigned = assignments.flatMap((assignment) => assignment.platforms);
        assert.deepEqual([...assigned].sort(), [...requested].sort());
        const names = new Set(assignments.map((assignment) => assignment.node));
        assert.equal(names.size, assignments.length);
        for (const name of names) assert.ok(named.some((each) => each.name === name));
      }),
    );
  });
});
