import type { StageFlow } from '../analysis/stageFlow.ts';
import { instructionEvents, usesIn } from '../analysis/variableUses.ts';
import type { Instruction } from '../dockerfile/instruction.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import type { BuildResolution, StageResolution } from '../dockerfile/resolve.ts';
import type { Stage } from '../dockerfile/stages.ts';
import type { Range } from '../text.ts';

/** Which steps of a stage are one step of the build for several targets. */
export interface SharedSteps {
  /** By target that needs the stage: targets with the same number have all of it in common. */
  readonly groups: ReadonlyMap<string, number>;
  /** The first instruction from which on targets go their own ways, though they began together. */
  readonly parting?: {
    readonly range: Range;
    /** Variables that differ there; empty where what it takes from elsewhere does. */
    readonly names: readonly string[];
  };
  /** The names that differ between targets, anywhere in the stage. */
  readonly differing: readonly string[];
}

/**
 * Works out, for every stage, what BuildKit does once for several targets. It names every step by what goes
 * into it: the step before, the instruction, the files that it takes, and of a RUN all variables that are
 * declared by then and the platform (solver/llbsolver, vertices by digest; BuildKit 0.25 and 0.32). COPY and
 * WORKDIR see only the variables that they name, and no platform. So of two targets all steps are the same
 * up to the first RUN behind an ARG that differs.
 *
 * @param nodeOf the node that builds a target: nodes have nothing in common
 */
export function sharedSteps(
  dockerfile: Dockerfile,
  flow: StageFlow,
  resolution: BuildResolution,
  nodeOf: (target: string) => string,
): readonly SharedSteps[] {
  const keys = new Keys();
  const beginnings = new Map<string, number>();
  const targets = resolution.targets.filter(({ stages }) => stages.length > 0);
  const ends = targets.map((): number[] => []);
  const endNames: Differences[] = [];
  return flow.stages.map((stage): SharedSteps => {
    const states = targets.flatMap(({ platform, stages }, at): readonly State[] => {
      const resolved = stages[stage.index];
      if (resolved?.reached !== true) return [];
      return [{ at, target: platform, resolved, key: 0 }];
    });
    keys.give(
      states,
      (state) => beginning(state, ends[state.at] ?? [], nodeOf(state.target)),
      beginnings,
    );
    const differing: Differences = new Map(
      states[0]?.resolved.base.stage === undefined ? [] : endNames[states[0].resolved.base.stage],
    );
    const begun = countKeys(states);
    let parting: SharedSteps['parting'];
    // Nothing is common where the first thing that is put into an empty image differs.
    let hasCommon = states[0]?.resolved.base.kind !== 'scratch';
    const taken = sourcesOf(flow, stage.index);
    for (const [step, instruction] of instructionsOf(stage, states).entries()) {
      noteDifferences(dockerfile, instruction, states, differing);
      if (!isStep(instruction)) continue;
      const isBrought = step < (states[0]?.resolved.triggers.length ?? 0);
      const names = namesSeen(dockerfile, instruction, differing, isBrought);
      const sources = taken.get(instruction) ?? [];
      keys.give(states, ({ at, target, resolved, key }) =>
        [
          key,
          ...names.map((name) => differing.get(name)?.get(target) ?? ''),
          ...(instruction.kind === 'run' ? [resolved.platform ?? ''] : []),
          ...sources.map(({ origin }) =>
            origin.kind === 'stage' ? (ends[at]?.[origin.stage] ?? '') : target,
          ),
        ].join('\n'),
      );
      const isOne = countKeys(states) === 1;
      if (parting === undefined && begun === 1 && hasCommon && !isOne) {
        parting = { range: instruction.range, names };
      }
      hasCommon = isOne;
    }
    endNames[stage.index] = differing;
    for (const { at, key } of states) {
      const own = ends[at];
      if (own) own[stage.index] = key;
    }
    return {
      groups: new Map(states.map(({ target, key }) => [target, key])),
      ...(parting && { parting }),
      differing: [...differing.keys()],
    };
  });
}

interface State {
  readonly at: number;
  readonly target: string;
  readonly resolved: StageResolution;
  key: number;
}

/** Names whose values differ between targets, with these. */
type Differences = Map<string, ReadonlyMap<string, string>>;

/** Numbers for what steps are made of, so that names of names do not grow. */
class Keys {
  #last = 0;

  /**
   * Gives each state the number of what its step is made of.
   *
   * @param numbers that were given before: by default none, as no other step can be the same one
   */
  give(
    states: readonly State[],
    madeOf: (state: State) => string,
    numbers = new Map<string, number>(),
  ): void {
    for (const state of states) {
      const text = madeOf(state);
      state.key = numbers.get(text) ?? (this.#last += 1);
      numbers.set(text, state.key);
    }
  }
}

/** What each instruction of a stage takes from elsewhere. */
function sourcesOf({ sources }: StageFlow, stage: number): ReadonlyMap<Instruction, Source[]> {
  const taken = new Map<Instruction, Source[]>();
  for (const source of sources[stage] ?? []) {
    const before = taken.get(source.instruction);
    if (before === undefined) taken.set(source.instruction, [source]);
    else before.push(source);
  }
  return taken;
}

type Source = NonNullable<StageFlow['sources'][number]>[number];

function countKeys(states: readonly State[]): number {
  return new Set(states.map(({ key }) => key)).size;
}

function beginning({ resolved }: State, ends: readonly number[], node: string): string {
  const { base, platform } = resolved;
  if (base.stage !== undefined) return `stage ${String(ends[base.stage] ?? '')}`;
  if (base.kind === 'scratch') return `${node}\nscratch`;
  // Whatever the builder's platform is, it is one.
  return `${node}\n${base.kind}\n${base.resolved ?? base.written}\n${platform ?? ''}`;
}

/** What its base makes it do first, then its own. */
function instructionsOf(stage: Stage, [first]: readonly State[]): readonly Instruction[] {
  return [...(first?.resolved.triggers ?? []), ...stage.instructions];
}

/** Whether BuildKit makes a step of it that has files as its result. */
function isStep({ kind }: Instruction): boolean {
  return kind === 'run' || kind === 'copy' || kind === 'add' || kind === 'workdir';
}

/** Keeps track of the names that differ. What is set once more later counts as what it is made of. */
function noteDifferences(
  dockerfile: Dockerfile,
  instruction: Instruction,
  states: readonly State[],
  differing: Differences,
): void {
  const pairs =
    instruction.kind === 'arg'
      ? instruction.declarations
      : instruction.kind === 'env'
        ? instruction.pairs
        : [];
  for (const { key, value } of pairs) {
    const values = new Map(
      states.map(({ target, resolved }) => [
        target,
        JSON.stringify(resolved.variable(key.text) ?? null),
      ]),
    );
    const isMadeOf = usesIn(dockerfile, value).some(({ name }) => differing.has(name));
    if (new Set(values.values()).size > 1) differing.set(key.text, values);
    else if (!isMadeOf) differing.delete(key.text);
  }
}

/** The differing names that go into a step. */
function namesSeen(
  dockerfile: Dockerfile,
  instruction: Instruction,
  differing: Differences,
  isBrought: boolean,
): readonly string[] {
  // What an image brings along does not stand in the file, so its words cannot be read there.
  if (differing.size === 0 || instruction.kind === 'run' || isBrought) return [...differing.keys()];
  const used = new Set(instructionEvents(dockerfile, instruction).map(({ name }) => name));
  return [...differing.keys()].filter((name) => used.has(name));
}
