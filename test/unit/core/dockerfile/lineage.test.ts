import assert from 'node:assert/strict';
import { builtOn, lineageOf } from '../../../../src/core/dockerfile/lineage.ts';
import { resolveOne } from './resolveOne.ts';

const { stages } = resolveOne(
  [
    'FROM base AS os',
    'FROM os AS tools',
    'FROM scratch AS files',
    'FROM tools AS build',
    'FROM tools AS test',
    'FROM os',
    'FROM build',
    '',
  ].join('\n'),
);

/** For each stage those that it is built on, from itself to the one with an image. */
const LINEAGES = [[0], [1, 0], [2], [3, 1, 0], [4, 1, 0], [5, 0], [6, 3, 1, 0]];

describe('the stages that a stage is built on', () => {
  it('are itself and those below it, in this order', () => {
    const found = stages.map(({ index }) => lineageOf(stages, index).map((stage) => stage.index));
    assert.deepEqual(found, LINEAGES);
  });

  it('are told of any two stages', () => {
    const isBuiltOn = builtOn(stages);
    const found = stages.map(({ index }) =>
      stages.map((other) => other.index).filter((other) => isBuiltOn(index, other)),
    );
    assert.deepEqual(
      found,
      LINEAGES.map((lineage) => lineage.toSorted((a, b) => a - b)),
    );
  });

  it('are none of a stage that is not there', () => {
    const isBuiltOn = builtOn(stages);
    assert.deepEqual(
      [isBuiltOn(7, 0), isBuiltOn(0, 7), isBuiltOn(7, 7), lineageOf(stages, 7)],
      [false, false, false, []],
    );
  });
});
