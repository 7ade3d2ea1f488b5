import type {
  ResolutionProblem,
  StageResolution,
  TargetResolution,
} from '../core/dockerfile/resolve.ts';
import type { Explanation } from '../core/explain/explanation.ts';
import { explanationText } from '../core/explain/explanationText.ts';
import { triggerText } from '../core/dockerfile/baseImages.ts';
import { printable } from './terminal.ts';

/** What `explain` says in words about all targets; the lists of each target stand below. */
export function proseText(explanation: Explanation): string {
  return explanationText(explanation)
    .split('\n')
    .map((line) => printable(shortened(line)))
    .join('\n');
}

/** What `explain` prints for people about one target: its stages in order, then what is pulled. */
export function explainText({ platform, stages, pulls, problems }: TargetResolution): string {
  const result = stages.findLast(({ reached }) => reached)?.index;
  const lines = [
    ...problems.map((problem) => `  ${refusalText(problem)}`),
    ...stages.flatMap((stage) => stageLines(stage, stages, stage.index === result)),
    ...pulls.map(
      (pull) =>
        `  pulls ${pull.reference} for ${pull.platform ?? unknownPlatform} (${pull.by}, line ${pull.range.start.line + 1})`,
    ),
    ...new Set(stages.flatMap(reasonOf)),
  ];
  return `${[platform, ...lines.map((line) => printable(shortened(line)))].join('\n')}\n`;
}

/** Says that BuildKit refuses a file. A problem of the call, as a wrong --target, has no place in it. */
export function refusalText({ message, cause, range: { start, end } }: ResolutionProblem): string {
  const hasPlace = end.line > start.line || end.character > start.character;
  return shortened(
    `BuildKit refuses it: ${hasPlace ? `line ${start.line + 1}: ${cause}` : message}`,
  );
}

/** Longest line, in characters: a script that was taken for a Dockerfile must not fill the screen. */
const MAX_LINE = 1_000;

/** BuildKit quotes what it does not understand in full. */
function shortened(line: string): string {
  return line.length <= MAX_LINE ? line : `${line.slice(0, MAX_LINE)}…`;
}

const unknownPlatform = 'the build platform, which is not known';

function stageLines(
  stage: StageResolution,
  stages: readonly StageResolution[],
  isResult: boolean,
): readonly string[] {
  const title = titleOf(stage);
  if (!stage.reached) return [`  ${title} is not needed`];
  const { base, platform = unknownPlatform, triggers, unknown } = stage;
  return [
    `  ${title}${isResult ? ', the result,' : ''} is for ${platform}, from ${baseText(stage, stages)}`,
    ...triggers.map((trigger) => `    does first, by ONBUILD: ${triggerText(trigger)}`),
    ...variableLines(stage),
    ...(unknown === undefined
      ? []
      : [
          `    what else its base sets${base.stage === undefined ? ' (ENV) or does (ONBUILD)' : ''} is not known`,
        ]),
  ];
}

/** Why a stage is not known in full. */
function reasonOf({ reached, unknown }: StageResolution): readonly string[] {
  return reached && unknown !== undefined ? [`  ${unknown}`] : [];
}

function titleOf({ index, name }: StageResolution): string {
  return name === undefined ? `stage ${index}` : `stage ${index} “${name}”`;
}

function baseText({ base }: StageResolution, stages: readonly StageResolution[]): string {
  const { kind, written, resolved } = base;
  const parent = base.stage === undefined ? undefined : stages[base.stage];
  if (parent) return titleOf(parent);
  if (kind === 'context') return `the build context “${resolved ?? written}”`;
  if (resolved === undefined) return `${written}, which is not known`;
  return resolved === written ? resolved : `${written} → ${resolved}`;
}

function variableLines({ environment, unknown }: StageResolution): readonly string[] {
  return Object.entries(environment).map(([name, variable]) => {
    if ('value' in variable) return `    ${name}=${variable.value}`;
    return variable.unknown === unknown
      ? `    ${name} is not known, because its base is not`
      : `    ${name} is not known: ${variable.unknown}`;
  });
}
