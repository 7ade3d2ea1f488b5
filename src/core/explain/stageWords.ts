import type { CellState } from '../analysis/cellState.ts';
import type { StageFlow } from '../analysis/stageFlow.ts';
import type { Message } from '../analysis/finding.ts';
import type { BuildResolution } from '../dockerfile/resolve.ts';
import { baseWords, type BaseSources } from './baseWords.ts';
import { listed, say, at, stageTitle, type ExplainedCell, type Sentence } from './explanation.ts';
import type { SharedSteps } from './sharedSteps.ts';

/** What is known when a stage is described. */
export interface StageSources extends BaseSources {
  readonly flow: StageFlow;
  readonly resolution: BuildResolution;
  readonly targets: readonly string[];
  readonly steps: readonly SharedSteps[];
  /** Whether one machine builds all targets; undefined while that is not known. */
  readonly isOneNode: boolean | undefined;
}

/** States in which nothing more is to be said than that the stage is not needed. */
const silent: ReadonlySet<CellState> = new Set<CellState>(['not-reached']);

/** What becomes of a stage: who needs it, what it is built on, how it runs, what is done once. */
export function stageWords(
  sources: StageSources,
  index: number,
  cells: readonly ExplainedCell[],
): readonly Sentence[] {
  const { flow, targets } = sources;
  const reached = flow.reachedFor(index);
  if (reached.length === 0) return [say('No target needs it, so it is not built.')];
  return [
    ...(reached.length < targets.length
      ? [{ ...say('Only some of the targets need it.'), platforms: reached }]
      : []),
    ...baseWords(sources, index),
    ...takingWords(sources, index),
    ...runWords(cells),
    ...sharedWords(sources, index),
  ];
}

/** From which stages it takes files; images are told of with the base. */
function takingWords({ flow }: StageSources, index: number): readonly Sentence[] {
  return (flow.sources[index] ?? []).flatMap(({ origin, instruction, word }) => {
    if (origin.kind !== 'stage') return [];
    const name = flow.stages[origin.stage]?.from.name;
    const title = stageTitle({ index: origin.stage, ...(name !== undefined && { name }) });
    const range = word.text === '' ? instruction.range : word.range;
    return instruction.kind === 'copy'
      ? [at(range, say('It copies files of stage “{0}”.', title))]
      : [at(range, say('A RUN sees files of stage “{0}”, and leaves them there.', title))];
  });
}

/** How its steps run, targets with the same words together. */
function runWords(cells: readonly ExplainedCell[]): readonly Sentence[] {
  const groups = new Map<string, { readonly reason: Message; readonly platforms: string[] }>();
  for (const { platform, state, reason } of cells) {
    if (silent.has(state)) continue;
    const key = JSON.stringify(reason);
    const group = groups.get(key) ?? { reason, platforms: [] };
    groups.set(key, group);
    group.platforms.push(platform);
  }
  return [...groups.values()].map(({ reason, platforms }) => ({ ...reason, platforms }));
}

/** What is done once for several targets, and from where on each has its own. */
function sharedWords({ flow, steps, isOneNode }: StageSources, index: number): readonly Sentence[] {
  const shared = steps[index];
  const reached = flow.reachedFor(index);
  if (shared === undefined || reached.length < 2) return [];
  const groups = new Map<number, string[]>();
  for (const [target, number] of shared.groups) {
    groups.set(number, [...(groups.get(number) ?? []), target]);
  }
  const condition =
    isOneNode === undefined
      ? [say('That is so on one machine; nodes of a builder share nothing.')]
      : [];
  if (groups.size === 1) {
    return [
      say('It is built once, for all targets that need it: nothing in it depends on them.'),
      ...condition,
    ];
  }
  if (shared.parting !== undefined) {
    const { range, names } = shared.parting;
    const words =
      names.length > 0
        ? at(
            range,
            say(
              'Up to here it is done once for all targets; from here on each has its own, because {0} differs.',
              listed(names),
            ),
          )
        : at(
            range,
            say(
              'Up to here it is done once for all targets; from here on each has its own, because it takes files that differ.',
            ),
          );
    return [words, ...condition];
  }
  const together = [...groups.values()].filter((targets) => targets.length > 1);
  return [
    say('It is built for each target on its own.'),
    ...together.map((platforms) => ({
      ...say('But once for these together: nothing in it tells them apart.'),
      platforms,
    })),
  ];
}
