import { targetNode } from '../build/targetNode.ts';
import { platformOutlook } from '../build/platformOutlook.ts';
import type { Builder } from '../build/workerNode.ts';
import { neededBaseImages, type BaseImageNeed } from '../dockerfile/baseImages.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import type { BuildResolution } from '../dockerfile/resolve.ts';
import type { Fact } from '../facts.ts';
import { automaticEvents, undeclaredUses } from './declaredArguments.ts';
import type { StageFlow } from './stageFlow.ts';
import { openEvents, usesIn } from './variableUses.ts';

/** A file that was resolved, and what would build it. */
export interface ResolvedFile {
  readonly dockerfile: Dockerfile;
  readonly resolution: BuildResolution;
  readonly flow: StageFlow;
  readonly builder: Fact<Builder>;
}

/**
 * The base images whose configs may change a finding, each once for a platform. Reading one takes two
 * requests, so it is not done for every image:
 *
 * - its ENV may set an automatic argument that a stage uses and nothing declares
 * - its ENV may set a variable in a path that a stage copies from the build context
 * - its ONBUILD may bring a RUN into a stage without one, on a platform that the builder does not run
 * - its name says that it has an ONBUILD
 */
export function neededConfigs(file: ResolvedFile): readonly BaseImageNeed[] {
  const { flow, resolution } = file;
  const needs = new Map(neededBaseImages(resolution).map((need) => [need.key, need]));
  if (needs.size === 0) return [];
  const wanted = new Set<BaseImageNeed>();
  const want = (stage: number, target: string) => {
    const root = flow.root(stage, target);
    const need = needs.get(`${root?.base.resolved ?? ''}::${root?.platform ?? ''}`);
    if (need !== undefined && root?.base.kind === 'image') wanted.add(need);
  };
  for (const need of needs.values()) if (/onbuild/i.test(need.reference)) wanted.add(need);
  usesOfAutomatic(file, want);
  const mayNotRun = outlookOf(file);
  for (const { index } of flow.stages) {
    for (const target of flow.reachedFor(index)) {
      if (copiesUnknown(file, index, target) || mayNotRun(index, target)) want(index, target);
    }
  }
  return [...wanted];
}

function usesOfAutomatic(
  { dockerfile, flow, resolution }: ResolvedFile,
  want: (stage: number, target: string) => void,
): void {
  const events = flow.stages.map(({ index }) =>
    automaticEvents(openEvents(dockerfile, flow, index)),
  );
  if (events.every((each) => each.every(({ kind }) => kind !== 'use'))) return;
  for (const { platform } of resolution.targets) {
    for (const { stage } of undeclaredUses(dockerfile, flow, events, platform)) {
      want(stage, platform);
    }
  }
}

function copiesUnknown({ dockerfile, flow }: ResolvedFile, index: number, target: string): boolean {
  const resolved = flow.resolved(index, target);
  return (flow.stages[index]?.instructions ?? []).some((instruction) => {
    if (instruction.kind !== 'copy' && instruction.kind !== 'add') return false;
    if (instruction.from !== undefined) return false;
    return instruction.args
      .slice(0, -1)
      .some(
        (word) =>
          word.text.includes('$') &&
          usesIn(dockerfile, word).some(({ name }) => resolved?.variable(name) === undefined),
      );
  });
}

/** Says whether a RUN would not run in a stage that has none of its own. */
function outlookOf({ flow, resolution, builder }: ResolvedFile) {
  const targets = resolution.targets.map(({ platform }) => platform);
  const nodes = new Map(targets.map((target) => [target, targetNode(builder, target, targets)]));
  return (index: number, target: string): boolean => {
    const node = nodes.get(target);
    const stage = flow.resolved(index, target);
    // A stage on another of the file has that one's ONBUILD, which is known.
    if (node?.known !== true || stage?.platform === undefined || stage.base.kind !== 'image') {
      return false;
    }
    const { instructions = [] } = flow.stages[index] ?? {};
    return (
      !instructions.some(({ kind }) => kind === 'run') &&
      platformOutlook(node.value, stage.platform).state === 'not-runnable'
    );
  };
}
