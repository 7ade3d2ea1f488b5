import type { CopyInstruction } from '../dockerfile/instruction.ts';
import type { StageFlow } from './stageFlow.ts';

/** The copies of a file, and what stands on what, for one target. */
interface TargetCopies {
  /** By the stage that they name. */
  readonly copies: Map<number, CopyInstruction[]>;
  /** By stage: those that are built on it directly. */
  readonly children: Map<number, number[]>;
}

/**
 * What is copied from a stage, or from a stage that is built on it. A stage counts for the first target
 * that needs it.
 */
export function copiesFrom(flow: StageFlow, stage: number): readonly CopyInstruction[] {
  const found: CopyInstruction[] = [];
  const targets = known.get(flow) ?? readCopies(flow);
  known.set(flow, targets);
  for (const { copies, children } of targets.values()) {
    const waiting = [stage];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (const copy of copies.get(at) ?? []) found.push(copy);
      for (const child of children.get(at) ?? []) waiting.push(child);
    }
  }
  return found;
}

/** Asked for each stage: who would look through the whole file each time took long in one of thousands of stages. */
const known = new WeakMap<StageFlow, ReadonlyMap<string, TargetCopies>>();

function readCopies(flow: StageFlow): ReadonlyMap<string, TargetCopies> {
  const targets = new Map<string, TargetCopies>();
  for (const { index } of flow.stages) {
    const [target] = flow.reachedFor(index);
    if (target === undefined) continue;
    for (const { origin, instruction } of flow.sources[index] ?? []) {
      if (origin.kind !== 'stage' || instruction.kind !== 'copy') continue;
      const { copies } = targets.get(target) ?? addTarget(targets, target, flow);
      const others = copies.get(origin.stage);
      if (others) others.push(instruction);
      else copies.set(origin.stage, [instruction]);
    }
  }
  return targets;
}

function addTarget(
  targets: Map<string, TargetCopies>,
  target: string,
  flow: StageFlow,
): TargetCopies {
  const children = new Map<number, number[]>();
  for (const { index } of flow.stages) {
    const parent = flow.resolved(index, target)?.base.stage;
    if (parent === undefined) continue;
    const siblings = children.get(parent);
    if (siblings) siblings.push(index);
    else children.set(parent, [index]);
  }
  const added: TargetCopies = { copies: new Map(), children };
  targets.set(target, added);
  return added;
}
