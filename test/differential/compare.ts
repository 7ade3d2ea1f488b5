import { parseDockerfile } from '../../src/core/dockerfile/instructions.ts';
import type { TargetResolution } from '../../src/core/dockerfile/resolve.ts';
import type { Answered, CheckAnswer, Location, OutlineAnswer, TargetsAnswer } from './bake.ts';
import type { Case } from './case.ts';

/** One thing that the two sides see differently. */
export interface Difference {
  readonly aspect:
    'error' | 'error-order' | 'error-line' | 'pulls' | 'stages' | 'arguments' | 'environment';
  readonly ours: string;
  readonly theirs: string;
}

/** What to ask `check` for: the last stage by its name, so that only needed stages count. */
export function targetOf(text: string): string | undefined {
  const stages = parseDockerfile(text).instructions.filter(({ kind }) => kind === 'from');
  const names = stages.map((stage) => (stage.kind === 'from' ? stage.name : undefined));
  const last = names.at(-1);
  return names.lastIndexOf(last) === names.length - 1 ? last : undefined;
}

/**
 * Compares the first problem with BuildKit's, and without one the images whose metadata it loaded.
 * Without a target `check` looks at every stage: then this says something only when all are needed.
 */
export function compareCheck(
  ours: TargetResolution,
  { answer, loaded }: Answered<CheckAnswer>,
  target: string | undefined,
): readonly Difference[] {
  const [problem] = ours.problems;
  const theirs = answer.buildError;
  const wholly = target !== undefined || ours.stages.every(({ reached }) => reached);
  // It may come from a stage that is not needed.
  if (!wholly && theirs) return [];
  if (problem?.message !== theirs?.message) {
    const isLater = ours.problems.some(({ message }) => message === theirs?.message);
    return [
      {
        aspect: isLater ? 'error-order' : 'error',
        ours: problem?.message ?? 'none',
        theirs: theirs?.message ?? 'none',
      },
    ];
  }
  if (problem) return compareLines(ours.problems, theirs?.location);
  const pulled = unique(ours.pulls.map(({ reference }) => reference));
  const asked = wholly ? unique(loaded) : pulled.filter((reference) => loaded.includes(reference));
  return difference('pulls', pulled, asked);
}

/** BuildKit points at lines only, and not always. */
function compareLines(
  problems: TargetResolution['problems'],
  location: Location | undefined,
): readonly Difference[] {
  const theirs = (location?.ranges ?? []).flatMap(({ start }) => start.line ?? []);
  const [problem] = problems;
  if (!problem || theirs.length === 0) return [];
  const { message } = problem;
  const lines = problems
    .filter((other) => other.message === message)
    .map(({ range }) => range.start.line + 1);
  const [line = 0, ...later] = lines;
  if (theirs.includes(line)) return [];
  const isLater = later.some((other) => theirs.includes(other));
  return [
    {
      aspect: isLater ? 'error-order' : 'error-line',
      ours: `line ${line}: ${message}`,
      theirs: `line ${theirs.join(', ')}: ${message}`,
    },
  ];
}

/** Compares the stages as they are written: `--call=targets` evaluates nothing. */
export function compareTargets({ text }: Case, { targets }: TargetsAnswer): readonly Difference[] {
  const { instructions } = parseDockerfile(text);
  const stages = instructions.filter((instruction) => instruction.kind === 'from');
  const ours = stages.map(({ name, base, platform, range }, index) =>
    JSON.stringify({
      name: name ?? '',
      base: base?.text ?? '',
      platform: platform?.text ?? '',
      line: range.start.line + 1,
      default: index === stages.length - 1,
    }),
  );
  const theirs = (targets ?? []).map((stage) =>
    JSON.stringify({
      name: stage.name ?? '',
      base: stage.base ?? '',
      platform: stage.platform ?? '',
      line: stage.location.ranges?.[0]?.start.line ?? 0,
      default: stage.default ?? false,
    }),
  );
  return difference('stages', ours, theirs);
}

/**
 * Compares the values of arguments in needed stages. `--call=outline` gives each where it was
 * declared; ours are those at the end of the stage, so one that is set again later is left out.
 */
export function compareOutline(
  { text }: Case,
  ours: TargetResolution,
  { args }: OutlineAnswer,
): readonly Difference[] {
  const { instructions } = parseDockerfile(text);
  return (args ?? []).flatMap(({ name, value = '', location }) => {
    const line = location.ranges?.[0]?.start.line ?? 0;
    const index = ours.stages.findLastIndex(({ range }) => range.start.line + 1 < line);
    const stage = ours.stages[index];
    if (stage === undefined) return [];
    // A trigger is declared in one stage and carried out in others.
    const declaration = instructions.find(({ range }) => range.start.line + 1 === line);
    if (declaration?.kind !== 'arg') return [];
    const end = ours.stages[index + 1]?.range.start.line ?? Infinity;
    const settings = instructions.filter(
      ({ range, kind, original }) =>
        range.start.line > stage.range.start.line &&
        range.start.line < end &&
        (kind === 'arg' || kind === 'env' || kind === 'onbuild') &&
        original.includes(name),
    );
    if (settings.length !== 1) return [];
    const variable = stage.environment[name];
    const known = variable === undefined ? '' : JSON.stringify(variable);
    const expected = variable === undefined ? '' : JSON.stringify({ value });
    if (known === expected && (variable !== undefined || value === '')) return [];
    return [{ aspect: 'arguments', ours: `${name}: ${known}`, theirs: `${name}: ${value}` }];
  });
}

/** A difference of two lists, or none. */
export function difference(
  aspect: Difference['aspect'],
  ours: readonly string[],
  theirs: readonly string[],
): readonly Difference[] {
  if (ours.join('\n') === theirs.join('\n')) return [];
  return [{ aspect, ours: ours.join(' ') || 'none', theirs: theirs.join(' ') || 'none' }];
}

/** Each once, sorted. */
export function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)].sort();
}
