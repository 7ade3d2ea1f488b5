import { findSources, type Source } from '../dockerfile/evaluation/sources.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import { builtOn, lineageOf, type IsBuiltOn } from '../dockerfile/lineage.ts';
import type { BuildResolution, StageResolution, TargetResolution } from '../dockerfile/resolve.ts';
import { splitStages, type Stage } from '../dockerfile/stages.ts';

/** Which stages a build needs, on which platforms they are, and where their files go. */
export interface StageFlow {
  readonly stages: readonly Stage[];
  /** By stage: what its own COPY --from and RUN --mount=from name. */
  readonly sources: readonly (readonly Source[])[];
  /** The targets that need a stage, formatted, in the order of the targets. */
  reachedFor(stage: number): readonly string[];
  /** What a stage is for a target; undefined when the target is none. */
  resolved(stage: number, target: string): StageResolution | undefined;
  /** Whether more than one target needs a stage. */
  isForSeveral(stage: number): boolean;
  /** A stage and what it is built on, in this file: the stage first, the one with an image last. */
  lineage(stage: number, target: string): readonly StageResolution[];
  /** Whether a stage is another one, or built on it. Known at once, too. */
  isBuiltOn(stage: number, other: number, target: string): boolean;
  /** The last one of the lineage. Known at once, however many stages stand one on another. */
  root(stage: number, target: string): StageResolution | undefined;
  /** The targets for whose result the stage's file system is inherited: it is the result, or under it. */
  exportedFor(stage: number): readonly string[];
  /**
   * The targets for whose result files of the stage are copied (COPY --from, directly or by way of other
   * stages). Files that a mount only shows to a RUN do not count; use {@link StageFlow.sources}.
   */
  copiedFor(stage: number): readonly string[];
  /** As {@link StageFlow.copiedFor}, and those for whose result a RUN works with files of the stage (mounts). */
  usedFor(stage: number): readonly string[];
}

/** Works out the flow of a file's stages. Pure and total; linear in stages × targets. Lists are made once. */
export function stageFlow(dockerfile: Dockerfile, resolution: BuildResolution): StageFlow {
  const staged = splitStages(dockerfile);
  const { sources } = findSources(staged, dockerfile);
  const byTarget = new Map<string, TargetFlow>();
  for (const target of resolution.targets) {
    if (target.stages.length > 0) byTarget.set(target.platform, targetFlow(target, sources));
  }
  const having = (has: (flow: TargetFlow, stage: number) => boolean) =>
    rememberStages((stage) =>
      [...byTarget].filter(([, flow]) => has(flow, stage)).map(([platform]) => platform),
    );
  const reachedFor = having(({ target }, stage) => target.stages[stage]?.reached === true);
  return {
    stages: staged.stages,
    sources,
    reachedFor,
    resolved: (stage, target) => byTarget.get(target)?.target.stages[stage],
    isForSeveral: (stage) => reachedFor(stage).length > 1,
    lineage(stage, target) {
      const flow = byTarget.get(target);
      return flow === undefined ? [] : lineageOf(flow.target.stages, stage);
    },
    isBuiltOn: (stage, other, target) => byTarget.get(target)?.isBuiltOn(stage, other) === true,
    root(stage, target) {
      const flow = byTarget.get(target);
      const root = flow?.roots[stage];
      return root === undefined ? undefined : flow?.target.stages[root];
    },
    exportedFor: having(({ exported }, stage) => exported.has(stage)),
    copiedFor: having(({ copied }, stage) => copied.has(stage)),
    usedFor: having(({ used }, stage) => used.has(stage)),
  };
}

/** Works something out once for each stage. */
function rememberStages<T>(make: (stage: number) => T): (stage: number) => T {
  const made = new Map<number, T>();
  return (stage) => {
    const known = made.get(stage);
    if (known !== undefined) return known;
    const fresh = make(stage);
    made.set(stage, fresh);
    return fresh;
  };
}

interface TargetFlow {
  readonly target: TargetResolution;
  readonly exported: ReadonlySet<number>;
  readonly copied: ReadonlySet<number>;
  readonly used: ReadonlySet<number>;
  /** By stage: the last one of its lineage. */
  readonly roots: readonly number[];
  readonly isBuiltOn: IsBuiltOn;
}

function targetFlow(target: TargetResolution, sources: readonly (readonly Source[])[]): TargetFlow {
  const { stages } = target;
  const exported = new Set<number>();
  const result = target.result;
  if (result !== undefined) for (const { index } of lineageOf(stages, result)) exported.add(index);
  const copies = (source: Source) => source.instruction.kind === 'copy';
  const copied = giversOf(stages, exported, sources, copies);
  const used = giversOf(stages, exported, sources, () => true);
  let known: IsBuiltOn | undefined;
  const isBuiltOn: IsBuiltOn = (stage, other) => (known ??= builtOn(stages))(stage, other);
  return { target, exported, copied, used, roots: rootsOf(stages), isBuiltOn };
}

/** A stage may only stand on an earlier one. */
function rootsOf(stages: readonly StageResolution[]): readonly number[] {
  const roots: number[] = [];
  for (const { index, base } of stages) roots.push(roots[base.stage ?? index] ?? index);
  return roots;
}

/** The stages that others take files from, directly or by way of further ones. */
function giversOf(
  stages: readonly StageResolution[],
  takers: ReadonlySet<number>,
  sources: readonly (readonly Source[])[],
  counts: (source: Source) => boolean,
): ReadonlySet<number> {
  const givers = new Set<number>();
  const waiting = [...takers];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    for (const source of sources[index] ?? []) {
      if (source.origin.kind !== 'stage' || !counts(source)) continue;
      // Where one is known already, so are those that it is built on.
      let giver: number | undefined = source.origin.stage;
      while (giver !== undefined && !givers.has(giver)) {
        givers.add(giver);
        waiting.push(giver);
        giver = stages[giver]?.base.stage;
      }
    }
  }
  return givers;
}
