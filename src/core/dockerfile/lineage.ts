import type { StageResolution } from './resolution.ts';

/** A stage and the stages of its file that it is built on: itself first, the one with an image last. */
export function lineageOf(
  stages: readonly StageResolution[],
  stage: number,
): readonly StageResolution[] {
  const lineage: StageResolution[] = [];
  let next = stages[stage];
  // A stage may only stand on an earlier one, so this ends; the count holds whatever it was given.
  while (next !== undefined && lineage.length < stages.length) {
    lineage.push(next);
    next = next.base.stage === undefined ? undefined : stages[next.base.stage];
  }
  return lineage;
}
