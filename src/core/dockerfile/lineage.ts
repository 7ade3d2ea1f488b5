import type { StageResolution } from './resolution.ts';

/** Whether one stage is another one, or built on it. */
export type IsBuiltOn = (stage: number, other: number) => boolean;

/** Tells of any two stages at once, however many stand one on another. Linear in the stages. */
export function builtOn(stages: readonly StageResolution[]): IsBuiltOn {
  const children = new Map<number | undefined, number[]>();
  for (const { index, base } of stages) {
    const siblings = children.get(base.stage);
    if (siblings) siblings.push(index);
    else children.set(base.stage, [index]);
  }
  // A walk enters a stage before, and leaves it after, all that is built on it.
  const entered: number[] = [];
  const left: number[] = [];
  let time = 0;
  const waiting = (children.get(undefined) ?? []).map((stage) => ({ stage, next: 0 }));
  for (let step = waiting.at(-1); step; step = waiting.at(-1)) {
    if (step.next === 0) entered[step.stage] = time++;
    const child = children.get(step.stage)?.[step.next];
    step.next += 1;
    if (child !== undefined) waiting.push({ stage: child, next: 0 });
    else {
      left[step.stage] = time++;
      waiting.pop();
    }
  }
  return (stage, other) =>
    (entered[other] ?? 0) <= (entered[stage] ?? -1) && (left[stage] ?? 0) <= (left[other] ?? -1);
}

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
