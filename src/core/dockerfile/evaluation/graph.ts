import { resolveImage, type ResolvedBase } from './bases.ts';
import type { Build } from './build.ts';
import type { Report } from './report.ts';
import type { Source, SourceFinder } from './sources.ts';
import type { Trigger } from '../stages.ts';
import { triggersOf } from './triggers.ts';

/** Which stages a build needs, and what each of them takes from elsewhere. */
export interface Graph {
  readonly reached: ReadonlySet<number>;
  /** By stage: what its base makes it do first. */
  readonly triggers: readonly (readonly Trigger[] | 'too many')[];
  /** By stage, triggers first. */
  readonly sources: readonly (readonly Source[])[];
  /** How many things the build consists of. */
  readonly count: number;
}

/** Follows bases and sources from the target; triggers may add more (dockerfile2llb, resolveStages). */
export function reachStages(
  build: Build,
  bases: readonly ResolvedBase[],
  target: number | undefined,
  report: Report,
): Graph {
  const finder = build.sourceMap.finder.fork();
  const triggers = limitTriggers(bases.map((base, index) => triggersOf(build, index, base)));
  const sources = [...build.sourceMap.sources];
  const reached = new Set<number>();
  const waiting = target === undefined ? [] : [target];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    const triggered = triggers[index] ?? [];
    if (triggered !== 'too many' && triggered.length > 0) {
      const found = triggered.flatMap((trigger) =>
        triggerSources(trigger, index, finder, build, report),
      );
      sources[index] = [...found, ...(sources[index] ?? [])];
    }
    for (const { origin } of sources[index] ?? []) {
      if (origin.kind === 'stage') waiting.push(origin.stage);
    }
    const base = bases[index];
    if (base?.kind === 'stage') waiting.push(base.stage);
  }
  return { reached, triggers, sources, count: finder.count() };
}

/** Triggers that all stages together may have: many stages on one parent multiply them. */
const MAX_TRIGGERS = 10_000;

function limitTriggers(triggers: readonly (readonly Trigger[])[]): Graph['triggers'] {
  let total = 0;
  return triggers.map((triggered) => {
    total += triggered.length;
    return triggered.length > 0 && total > MAX_TRIGGERS ? 'too many' : triggered;
  });
}

function triggerSources(
  { instruction, place, problem }: Trigger,
  needer: number,
  finder: SourceFinder,
  build: Build,
  report: Report,
): readonly Source[] {
  const { staged, dockerfile } = build;
  const base = staged.stages[needer]?.base.span ?? { start: 0, end: 0 };
  if (problem) {
    report(problem.message, base);
    return [];
  }
  const found = finder.find(instruction, (message) => {
    report(message, base);
  });
  for (const { origin } of found) {
    if (origin.kind === 'stage' || origin.name === 'scratch') continue;
    const image = resolveImage(build, origin.name, build.target);
    if (!image.ok) report(image.problem.message, base);
  }
  if (!place) return found;
  // The instruction is not in this file: point to the base that brings it.
  const range = dockerfile.lines.range(place);
  return found.map((source) => ({ ...source, word: { ...source.word, span: place, range } }));
}
