import type { CellState } from '../analysis/cellState.ts';
import type { Finding } from '../analysis/finding.ts';
import { emulatorTitle } from '../build/emulatorTitle.ts';
import { nodePlatforms } from '../build/nodeStates.ts';
import type { Builder, WorkerNode } from '../build/workerNode.ts';
import type { Fact } from '../facts.ts';
import { listed, say, stageTitle, type ExplainedStage, type Sentence } from './explanation.ts';

/** What is known when all of it is said in short. */
export interface SummarySources {
  readonly targets: readonly string[];
  readonly stages: readonly ExplainedStage[];
  readonly builder: Fact<Builder>;
  readonly findings: readonly Finding[];
}

/** How much there is, who builds it, what is emulated, what does not work, and what the checker says. */
export function summaryWords(sources: SummarySources): readonly Sentence[] {
  const { targets, stages, builder, findings } = sources;
  const needed = stages.filter(({ cells }) => cells.some(({ state }) => state !== 'not-reached'));
  const having = (...states: readonly CellState[]) =>
    needed.filter(({ cells }) => cells.some(({ state }) => states.includes(state)));
  const names = (some: readonly ExplainedStage[]) => listed(some.map(stageTitle));
  const emulated = having('emulated');
  const failing = having('missing-base', 'not-runnable');
  const wrong = having('wrong-files');
  const unused = stages.filter((stage) => !needed.includes(stage));
  return [
    say(
      'Stages that a build for {0} needs: {1} of {2}.',
      ...[listed(targets), String(needed.length), String(stages.length)],
    ),
    ...builderWords(builder),
    ...(emulated.length > 0
      ? [
          say(
            'Steps of these stages run under emulation, which takes many times as long: {0}.',
            names(emulated),
          ),
        ]
      : builder.known && having('unknown', 'runnable').length === 0 && failing.length === 0
        ? [say('No step is emulated.')]
        : []),
    ...(failing.length > 0
      ? [say('These stages cannot be built for some target: {0}.', names(failing))]
      : []),
    ...(wrong.length > 0
      ? [
          say(
            'These stages hold programs for another platform than they are labelled with: {0}.',
            names(wrong),
          ),
        ]
      : []),
    ...(unused.length > 0 ? [say('Nothing needs these stages: {0}.', names(unused))] : []),
    ...(findings.length > 0
      ? [say('Remarks of the checker, each at its stage: {0}.', String(findings.length))]
      : []),
  ];
}

/** What each node of the builder runs, and how. */
function builderWords(builder: Fact<Builder>): readonly Sentence[] {
  if (!builder.known) {
    return [
      say(
        'Which machine builds is not known, and so what is emulated: {0}',
        builder.reason.message,
      ),
    ];
  }
  const { name, driver, nodes } = builder.value;
  return [
    say('The builder is “{0}” (driver {1}).', name, driver),
    ...nodes.map((node) => nodeWords(node)),
  ];
}

function nodeWords(node: WorkerNode): Sentence {
  const platforms = nodePlatforms(node);
  if (platforms.length === 0) {
    return say('Its node “{0}” was not started, so what it runs is not known.', node.name);
  }
  const of = (...states: readonly string[]) =>
    platforms.filter(({ state }) => states.includes(state)).map(({ platform }) => platform);
  const emulators = new Set(
    platforms.flatMap(({ state, emulator }) =>
      state === 'emulated' && emulator ? [emulatorTitle(emulator)] : [],
    ),
  );
  const native = listed(of('native', 'hardware')) || '–';
  if (emulators.size > 0) {
    return say(
      'Its node “{0}” runs {1} itself, and emulates {2} with {3}.',
      ...[node.name, native, listed(of('emulated')), listed([...emulators])],
    );
  }
  const open = of('unknown-how');
  return open.length > 0
    ? say(
        'Its node “{0}” runs {1} itself, and says that it runs {2} too, but not how.',
        ...[node.name, native, listed(open)],
      )
    : say('Its node “{0}” runs {1} itself, and names no other platform.', node.name, native);
}
