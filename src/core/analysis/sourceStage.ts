import type { Instruction } from '../dockerfile/instruction.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import type { ResolutionProblem } from '../dockerfile/resolve.ts';
import type { Span } from '../text.ts';
import { isAutomatic } from './automaticArguments.ts';
import type { Fix, TextEdit } from './fix.ts';
import type { RuleInput } from './rule.ts';
import { insertAbove, keywordLike } from './stageLines.ts';
import { usesIn } from './variableUses.ts';

const REFUSALS = /variable expansion is not supported for --from|'from' doesn't support variable/;

/** Whether BuildKit refuses a variable in `COPY --from` or in a mount's `from`. */
export function isVariableInSource({ message }: ResolutionProblem): boolean {
  return REFUSALS.test(message);
}

/**
 * The way round a variable in `COPY --from` or in a mount's `from`, which BuildKit refuses: a stage whose
 * FROM has the variable, and that stage's name in its place. None where FROM would not know the variable.
 */
export function waysAroundVariable(
  { dockerfile, flow }: Pick<RuleInput, 'dockerfile' | 'flow'>,
  problem: ResolutionProblem,
): readonly Fix[] {
  if (!isVariableInSource(problem)) return [];
  const { range } = problem;
  const { lines, text } = dockerfile;
  const places = flow.stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction) =>
      sourceSpans(dockerfile, instruction).map((span) => ({ stage: stage.index, span })),
    ),
  );
  const start = lines.offset(range.start);
  const end = lines.offset(range.end);
  const refused = places.find(({ span }) => start <= span.start && span.end <= end);
  const written = refused && text.slice(refused.span.start, refused.span.end);
  const user = refused && flow.stages[refused.stage];
  if (!refused || !user || written === undefined || !/^[^\s'"`\\,]+$/.test(written)) return [];

  const globals = new Set<string>();
  for (const instruction of dockerfile.instructions) {
    if (instruction.kind === 'from') break;
    if (instruction.kind !== 'arg') continue;
    for (const { key } of instruction.declarations) globals.add(key.text);
  }
  const isKnown = usesIn(dockerfile, refused).every(
    ({ name }) => isAutomatic(name) || globals.has(name),
  );
  if (!isKnown) return [];

  const name = freeName(written, new Set(flow.stages.map(({ from }) => from.name)));
  const [from, as] = [keywordLike(user, 'FROM'), keywordLike(user, 'AS')];
  const same = places.filter(
    ({ stage, span }) => stage >= refused.stage && text.slice(span.start, span.end) === written,
  );
  const edits: TextEdit[] = [
    insertAbove(dockerfile, user, [`${from} ${written} ${as} ${name}`]),
    ...same.map(({ span }) => ({ range: lines.range(span), newText: name })),
  ];
  const title = { text: 'Copy from a stage “{0}” on {1}', args: [name, written] };
  return [{ kind: 'edit', title, edits, safe: false }];
}

const FROM_FIELD = /(?:^|,)from=([^,]*)/;

/** Where an instruction says from what it takes files. */
function sourceSpans({ text }: Dockerfile, instruction: Instruction): readonly Span[] {
  if (instruction.kind === 'copy') return instruction.from ? [instruction.from.span] : [];
  if (instruction.kind !== 'run') return [];
  return instruction.flags.flatMap(({ name, value }): readonly Span[] => {
    if (name !== 'mount' || !value) return [];
    const [field, written] = FROM_FIELD.exec(text.slice(value.span.start, value.span.end)) ?? [];
    if (field === undefined || written === undefined) return [];
    const at = text.indexOf(field, value.span.start) + field.length - written.length;
    return [{ start: at, end: at + written.length }];
  });
}

/** A name for what `build-${TARGETARCH}` stands for: `build-target`. */
function freeName(written: string, taken: ReadonlySet<string | undefined>): string {
  const constant = written.split('$', 1)[0] ?? '';
  const stem = constant
    .slice(constant.lastIndexOf('/') + 1)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+/, '')
    .replace(/-$/, '');
  const name = stem === '' ? 'target' : `${stem}-target`;
  for (let count = 2, free = name; ; count += 1) {
    if (!taken.has(free)) return free;
    free = `${name}-${count}`;
  }
}
