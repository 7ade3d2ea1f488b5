import { quote } from '../../platform/quote.ts';
import type { ResolvedBase } from './bases.ts';
import type { Build } from './build.ts';
import { Dispatcher } from './dispatch.ts';
import type { Graph } from './graph.ts';
import type { Instruction } from '../instruction.ts';
import type { Report } from './report.ts';
import { checkRunMounts } from './runMounts.ts';
import { countVariables, createScope, type Scope } from '../scope.ts';
import type { Source } from './sources.ts';
import { displayName } from '../stages.ts';
import { startScope } from './startScope.ts';

/** What {@link evaluateStages} needs to know. */
export interface Evaluation {
  readonly build: Build;
  readonly globals: Scope;
  readonly bases: readonly ResolvedBase[];
  readonly graph: Graph;
}

/** Variables that all stages together may inherit: each stage has its own copy of them. */
const MAX_INHERITED = 200_000;

const TOO_MANY = 'the stages inherit too much to follow';

const silently: Report = () => undefined;

/**
 * Carries out the instructions of all stages and gives each stage's variables at its end. As BuildKit
 * does (dispatchStages), it complains about needed stages only.
 */
export function evaluateStages(evaluation: Evaluation, report: Report): readonly Scope[] {
  const { build, bases, graph } = evaluation;
  const scopes: Scope[] = [];
  let inherited = 0;
  for (const { index } of build.staged.stages) {
    const base = bases[index] ?? { kind: 'unknown' };
    let start = startScope(build, base, (stage) => scopes[stage]);
    inherited += base.kind === 'stage' ? countVariables(start) : 0;
    const isTooMuch = inherited > MAX_INHERITED || graph.triggers[index] === 'too many';
    if (isTooMuch) start = createScope(new Map(), { rest: TOO_MANY });
    // What a named context replaces is not carried out.
    const replaced = base.kind === 'context' && base.replacesStage;
    const listener = graph.reached.has(index) ? report : silently;
    scopes.push(replaced ? start : evaluateStage(evaluation, index, start, listener));
  }
  return scopes;
}

function evaluateStage(
  { build, globals, graph }: Evaluation,
  index: number,
  start: Scope,
  report: Report,
): Scope {
  const { escape } = build.dockerfile;
  const dispatcher = new Dispatcher(start, {
    globals,
    buildArgs: build.buildArgs,
    unknownBuildArgs: build.options.unknownBuildArgs,
    escape,
  });
  const later = laterSources(graph.sources[index] ?? [], index);
  const triggers = graph.triggers[index] ?? [];
  for (const { instruction, problem } of triggers === 'too many' ? [] : triggers) {
    if (problem) continue;
    // BuildKit points to the FROM that brings them in.
    carryOut(instruction, (message, span) => {
      report(message, build.staged.stages[index]?.base.span ?? span);
    });
  }
  for (const instruction of build.staged.stages[index]?.active ?? []) {
    carryOut(instruction, report);
  }
  return dispatcher.scope;

  function carryOut(instruction: Instruction, complain: Report): void {
    dispatcher.dispatch(instruction, complain);
    if (instruction.kind === 'run') {
      const complaint = checkRunMounts(instruction, dispatcher.scope, escape, isLater);
      if (complaint) complain(complaint.message, complaint.span);
      return;
    }
    const source = later?.get(instruction);
    if (!source) return;
    const message = `cannot copy from stage ${quote(source.word.text)}, it needs to be defined before current stage ${quote(ownName())}`;
    complain(message, source.word.span);
  }

  function isLater(from: string): boolean {
    return (build.staged.names.get(from.toLowerCase()) ?? -1) >= index;
  }

  /** A build that consists of one stage only leaves it without a name. */
  function ownName(): string {
    const stage = build.staged.stages[index];
    return stage && graph.count > 1 ? displayName(stage) : '';
  }
}

/** The sources that are not built yet when a stage needs them, by instruction. */
function laterSources(
  sources: readonly Source[],
  index: number,
): ReadonlyMap<Instruction, Source> | undefined {
  const later = sources.filter(({ origin }) => origin.kind === 'stage' && origin.stage >= index);
  if (later.length === 0) return undefined;
  return new Map(later.map((source) => [source.instruction, source]));
}
