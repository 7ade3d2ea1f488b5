import assert from 'node:assert/strict';
import { assignNodes, type BuildNode } from '../../../../src/core/build/nodes.ts';
import { readVectors } from '../platform/vectors.ts';

interface Row {
  id: string;
  nodes: BuildNode[];
  request: string[];
  expect: { final: { node: string; platforms: string[] }[] };
}

describe('nodes, as buildx', () => {
  for (const { id, nodes, request, expect } of readVectors<Row>('buildx-nodes')) {
    it(id, () => {
      assert.deepEqual(assignNodes(nodes, request), expect.final);
    });
  }
});
