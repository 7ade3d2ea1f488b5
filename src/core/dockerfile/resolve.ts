import { resolveBases, resolveImage, type ResolvedBase } from './evaluation/bases.ts';
import type { Build } from './evaluation/build.ts';
import { parseCheckOptions } from './checkOptions.ts';
import { evaluateStages } from './evaluation/evaluate.ts';
import { fromExpander, type BaseWord, type ExpandedFrom } from './evaluation/fromLine.ts';
import { findContext } from './evaluation/contexts.ts';
import { globalScope } from './evaluation/globalScope.ts';
import { reachStages, type Graph } from './evaluation/graph.ts';
import { parseDockerfile, type Dockerfile } from './instructions.ts';
import { findPulls } from './evaluation/pulls.ts';
import { createReader } from './evaluation/reader.ts';
import type { Report } from './evaluation/report.ts';
import type {
  BuildOptions,
  BuildResolution,
  ExpandedWord,
  ResolutionProblem,
  StageBase,
  StageResolution,
  TargetResolution,
} from './resolution.ts';
import { allVariables, lookUpSet, type Scope } from './scope.ts';
import { findSources } from './evaluation/sources.ts';
import { finish, type Steps } from '../steps.ts';
import { displayName, splitStages, type Stage } from './stages.ts';
import { withSuggestion } from './suggestion.ts';

export type * from './resolution.ts';

/**
 * Says what a Dockerfile means for each target platform: what every stage is built on and for, which
 * stages the build needs, which variables they see, and what is pulled. As BuildKit 0.32 does
 * (frontend/dockerfile/dockerfile2llb), but goes on where it would stop. Pure and total.
 *
 * What depends on something that `options` does not tell is unknown: a build platform, the ENV and
 * ONBUILD of a base image.
 *
 * @param source the text, or what {@link parseDockerfile} made of it
 */
export function resolveBuild(source: string | Dockerfile, options: BuildOptions): BuildResolution {
  return finish(resolveInSteps(source, options));
}

/** The same in steps: one for each target. */
export function* resolveInSteps(
  source: string | Dockerfile,
  options: BuildOptions,
): Steps<BuildResolution> {
  const dockerfile = typeof source === 'string' ? parseDockerfile(source) : source;
  const staged = splitStages(dockerfile);
  const sourceMap = findSources(staged, dockerfile);
  const reader = createReader();
  const { buildPlatform: native } = options;
  const read = native === undefined ? undefined : reader.platform(native);
  const buildPlatform = read?.ok ? read.value : undefined;
  const buildArgs = new Map(Object.entries(options.buildArgs ?? {}));
  const implicit = options.targets.length === 0;
  const written = implicit && native !== undefined ? [native] : options.targets;
  const file = { dockerfile, staged, sourceMap, options, reader, buildPlatform, buildArgs };
  const targets: TargetResolution[] = [];
  for (const text of written) {
    yield;
    const target = reader.platform(text);
    targets.push(
      target.ok
        ? resolveTarget({ ...file, target: target.value, implicit })
        : refusedTarget(text, target.problem.message),
    );
  }
  return { targets };
}

function refusedTarget(platform: string, message: string): TargetResolution {
  const start = { line: 0, character: 0 };
  const problem = { message, cause: message, range: { start, end: start } };
  return { platform, stages: [], pulls: [], problems: [problem] };
}

/** The steps are BuildKit's, in its order: so its first problem is the first one here. */
function resolveTarget(build: Build): TargetResolution {
  const { dockerfile, staged, target } = build;
  const { lines } = dockerfile;
  const problems: ResolutionProblem[] = [];
  const report: Report = (message, span) => {
    problems.push({ message, cause: message, range: lines.range(span) });
  };
  reportCheckOptions(build, report);
  for (const { message, cause, span } of dockerfile.problems) {
    problems.push({ message, cause, range: lines.range(span) });
  }
  const platform = target.text;
  if (staged.stages.length === 0) {
    return { platform, stages: [], pulls: [], problems: withoutStages(dockerfile, problems) };
  }

  const globals = readGlobals(build, report);
  const froms = staged.stages.map(fromExpander(globals, dockerfile.escape, build.reader, report));
  const targetStage = findTarget(build, report);
  for (const { message, span } of build.sourceMap.complaints) report(message, span);
  const bases = resolveBases(build, froms);
  reportRefused(build, bases, report);
  const graph = reachStages(build, bases, targetStage, report);
  const scopes = evaluateStages({ build, globals, bases, graph }, report);
  return {
    platform,
    stages: staged.stages.map((stage) => describeStage(stage, { froms, bases, graph, scopes })),
    ...(targetStage !== undefined && { result: targetStage }),
    pulls: findPulls(build, bases, graph),
    problems,
  };
}

/** The build argument takes the place of the directive. */
function reportCheckOptions({ dockerfile, buildArgs }: Build, report: Report): void {
  const check = dockerfile.directives.find(({ name }) => name === 'check');
  if (!check || buildArgs.has('BUILDKIT_DOCKERFILE_CHECK')) return;
  const options = parseCheckOptions(check.value.split(' ', 1)[0] ?? '');
  if (options.ok) return;
  report(`failed to parse check options: ${options.problem.message}`, check.valueSpan);
}

function withoutStages(
  { text, lines }: Dockerfile,
  problems: readonly ResolutionProblem[],
): readonly ResolutionProblem[] {
  if (text !== '' && problems.length > 0) return problems;
  const message =
    text === '' ? 'the Dockerfile cannot be empty' : 'dockerfile contains no stages to build';
  return [{ message, cause: message, range: lines.range({ start: 0, end: text.length }) }];
}

function readGlobals(build: Build, report: Report): Scope {
  const { staged, options, buildPlatform, buildArgs, target, dockerfile } = build;
  const last = staged.stages.at(-1)?.from.name ?? '';
  const stageName = options.target === undefined || options.target === '' ? last : options.target;
  const input = {
    target: target.platform,
    buildPlatform: buildPlatform?.platform,
    stageName,
    buildArgs,
    unknownBuildArgs: options.unknownBuildArgs,
    escape: dockerfile.escape,
    isNamed: (name: string) =>
      staged.names.has(name.toLowerCase()) ||
      findContext(options.contexts, name, undefined) !== undefined,
  };
  return globalScope(staged.globals, input, report);
}

function findTarget({ staged, options }: Build, report: Report): number | undefined {
  const wanted = options.target ?? '';
  if (wanted === '') return staged.stages.length - 1;
  const index = staged.names.get(wanted.toLowerCase());
  if (index === undefined) {
    const message = `target stage ${JSON.stringify(wanted)} could not be found`;
    const known = staged.stages.map(displayName);
    report(withSuggestion(message, wanted, known, 'exact'), { start: 0, end: 0 });
  }
  return index;
}

/** Names that are no references: BuildKit complains about them in stages that it does not need, too. */
function reportRefused(build: Build, bases: readonly ResolvedBase[], report: Report): void {
  for (const { index, base: word } of build.staged.stages) {
    const base = bases[index];
    if (base?.kind === 'refused') report(base.message, word.span);
  }
  for (const { origin, word } of build.sourceMap.sources.flat()) {
    if (origin.kind === 'stage' || origin.name === 'scratch') continue;
    const image = resolveImage(build, origin.name, build.target);
    if (!image.ok) report(image.problem.message, word.span);
  }
}

interface Described {
  readonly froms: readonly ExpandedFrom[];
  readonly bases: readonly ResolvedBase[];
  readonly graph: Graph;
  readonly scopes: readonly Scope[];
}

function describeStage(stage: Stage, described: Described): StageResolution {
  const { froms, bases, graph, scopes } = described;
  const { index, from } = stage;
  const expanded = froms[index];
  const base = bases[index];
  const scope = scopes[index];
  const triggers = triggersIn(graph, index, base);
  // Few ask for it, and stages that stand on others repeat it.
  let environment: StageResolution['environment'] | undefined;
  return {
    index,
    range: from.range,
    base: describeBase(stage, expanded, base),
    reached: graph.reached.has(index),
    triggers,
    get environment() {
      environment ??= scope ? Object.fromEntries(allVariables(scope)) : {};
      return environment;
    },
    variable: (name) => scope && lookUpSet(scope, name)?.variable,
    ...(from.name !== undefined && { name: from.name }),
    ...(base?.platform && { platform: base.platform.text }),
    ...(scope?.rest !== undefined && { unknown: scope.rest }),
    ...(expanded?.platformFlag && { platformFlag: describeWord(expanded.platformFlag) }),
  };
}

function triggersIn(
  graph: Graph,
  index: number,
  base: ResolvedBase | undefined,
): StageResolution['triggers'] {
  const triggers = graph.triggers[index] ?? [];
  const isReplaced = base?.kind === 'context' && base.replacesStage;
  if (triggers === 'too many' || isReplaced) return [];
  return triggers.map(({ instruction }) => instruction);
}

function describeWord({ word, expansion }: BaseWord): ExpandedWord {
  return {
    written: word.text,
    range: word.range,
    matched: expansion?.matched ?? [],
    unmatched: expansion?.unmatched ?? [],
    ...(expansion && expansion.unknown === undefined && { resolved: expansion.text }),
  };
}

function describeBase(
  stage: Stage,
  from: ExpandedFrom | undefined,
  base: ResolvedBase | undefined,
): StageBase {
  const { written, range, matched, unmatched } = describeWord(from?.base ?? { word: stage.base });
  const resolved = resolvedName(from, base);
  const unknown = from?.base.expansion?.unknown;
  return {
    written,
    range,
    matched,
    unmatched,
    kind: base?.kind === 'refused' || base?.kind === 'unknown' ? 'image' : (base?.kind ?? 'image'),
    ...(resolved !== undefined && { resolved }),
    ...(unknown !== undefined && { unknown }),
    ...(base?.kind === 'stage' && { stage: base.stage }),
  };
}

function resolvedName(
  from: ExpandedFrom | undefined,
  base: ResolvedBase | undefined,
): string | undefined {
  switch (base?.kind) {
    case 'stage':
    case 'scratch':
      return from?.name;
    case 'context':
      return base.context?.name;
    case 'image':
      return base.reference;
    case 'refused':
    case 'unknown':
    case undefined:
      return undefined;
  }
}
