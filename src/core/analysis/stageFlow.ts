import { findSources, type Source } from '../dockerfile/evaluation/sources.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import { lineageOf } from '../dockerfile/lineage.ts';
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

/** Works out the flow of a file's stages. Pure and total; linear in stages × targets. */
export function stageFlow(dockerfile: Dockerfile, resolution: BuildResolution): StageFlow {
  const staged = splitStages(dockerfile);
  const { sources } = findSources(staged, dockerfile);
  const byTarget = new Map<string, TargetFlow>();
  for (const target of resolution.targets) {
    if (target.stages.length > 0) byTarget.set(target.platform, targetFlow(target, sources));
  }
  const having = (has: (flow: TargetFlow) => boolean): readonly string[] =>
    [...byTarget].filter(([, flow]) => has(flow)).map(([platform]) => platform);
  return {
    stages: staged.stages,
    sources,
    reachedFor: (stage) => having(({ target }) => target.stages[stage]?.reached === true),
    resolved: (stage, target) => byTarget.get(target)?.target.stages[stage],
    isForSeveral(stage) {
      return this.reachedFor(stage).length > 1;
    },
    lineage(stage, target) {
      const flow = byTarget.get(target);
      return flow === undefined ? [] : lineageOf(flow.target.stages, stage);
    },
    exportedFor: (stage) => having(({ exported }) => exported.has(stage)),
    copiedFor: (stage) => having(({ copied }) => copied.has(stage)),
    usedFor: (stage) => having(({ used }) => used.has(stage)),
  };
}

interface TargetFlow {
  readonly target: TargetResolution;
  readonly exported: ReadonlySet<number>;
  readonly copied: ReadonlySet<number>;
  readonly used: ReadonlySet<number>;
}

function targetFlow(target: TargetResolution, sources: readonly (readonly Source[])[]): TargetFlow {
  const { stages } = target;
  const exported = new Set<number>();
  const result = target.result;
  if (result !== undefined) for (const { index } of lineageOf(stages, result)) exported.add(index);
  const copies = (source: Source) => source.instruction.kind === 'copy';
  const copied = giversOf(stages, exported, sources, copies);
  const used = giversOf(stages, exported, sources, () => true);
  return { target, exported, copied, used };
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
      for (const { index: giver } of lineageOf(stages, source.origin.stage)) {
        if (givers.has(giver)) continue;
        givers.add(giver);
        waiting.push(giver);
      }
    }
  }
  return givers;
}
