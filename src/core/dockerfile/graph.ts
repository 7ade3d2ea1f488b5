import type { ResolvedBase } from './bases.ts';
import type { Build } from './build.ts';
import { findCycle } from './cycles.ts';
import type { Report } from './report.ts';
import { displayName, findSources, type Source, type SourceTable } from './stages.ts';
import { triggersOf, type Trigger } from './triggers.ts';

/** Which stages a build needs, and what each of them takes from elsewhere. */
export interface Graph {
  readonly reached: ReadonlySet<number>;
  /** By stage: what its base makes it do first. */
  readonly triggers: readonly (readonly Trigger[])[];
  /** By stage, triggers first. */
  readonly sources: readonly (readonly Source[])[];
}

/** Names of stages, in lower case; of several stages with one name the last. */
export function stageNames({ staged }: Build): ReadonlyMap<string, number> {
  return new Map(
    staged.stages.flatMap(({ from: { name }, index }) =>
      name === undefined ? [] : [[name, index]],
    ),
  );
}

/** What each stage's own instructions take from elsewhere (dockerfile2llb, buildStageDependencyGraph). */
export function findAllSources(
  build: Build,
  table: SourceTable,
  report: Report,
): readonly (readonly Source[])[] {
  const { stages } = build.staged;
  const sources = stages.map(({ index, instructions }) =>
    instructions.flatMap((instruction) => findSources(index, instruction, table, report)),
  );
  const cycle = findCycle(sources);
  const stage = cycle && stages[cycle.stage];
  if (cycle && stage) {
    const name = stage.from.name ?? `stage-${stage.index}`;
    report(`circular dependency detected on stage: ${name}`, cycle.source.word.span);
  }
  return sources;
}

/** Follows bases and sources from the target; triggers may add more (dockerfile2llb, resolveStages). */
export function reachStages(
  build: Build,
  bases: readonly ResolvedBase[],
  own: readonly (readonly Source[])[],
  table: SourceTable,
  target: number | undefined,
  report: Report,
): Graph {
  const triggers = bases.map((base, index) => triggersOf(build, index, base));
  const sources = [...own];
  const reached = new Set<number>();
  const waiting = target === undefined ? [] : [target];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    const triggered = (triggers[index] ?? []).flatMap((trigger) =>
      triggerSources(index, trigger, table, report),
    );
    const all = [...triggered, ...(own[index] ?? [])];
    sources[index] = all;
    for (const { origin } of all) if (origin.kind === 'stage') waiting.push(origin.stage);
    const base = bases[index];
    if (base?.kind === 'stage') waiting.push(base.stage);
  }
  return { reached, triggers, sources };
}

function triggerSources(
  index: number,
  { instruction, place, problem }: Trigger,
  table: SourceTable,
  report: Report,
): readonly Source[] {
  if (problem) {
    report(problem.message, place ?? problem.span);
    return [];
  }
  const found = findSources(index, instruction, table, (message, span) => {
    report(message, place ?? span);
  });
  if (!place) return found;
  return found.map((source) => ({ ...source, word: { ...source.word, span: place } }));
}

/** How BuildKit calls a stage in messages; nothing when it is all that there is. */
export function nameInMessages(build: Build, index: number, table: SourceTable): string {
  const stage = build.staged.stages[index];
  return stage ? displayName(stage, table.stageCount + table.added.length) : '';
}
