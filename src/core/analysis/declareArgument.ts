import type { Instruction } from '../dockerfile/instruction.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { parsePlatform } from '../platform/platform.ts';
import { platformArguments, type PlatformArgument } from '../platform/platformArgs.ts';
import type { TextEdit } from './fix.ts';
import type { RuleInput } from './rule.ts';
import { insertAtTop, keywordLike, lineEndOf } from './stageLines.ts';

/** Whether an instruction of a stage sees an argument: it, or what it is built on, sets it above. */
function isDeclared(
  { flow }: RuleInput,
  stage: Stage,
  instruction: Instruction,
  name: string,
): boolean {
  const sets = (one: Instruction) =>
    (one.kind === 'arg' && one.declarations.some(({ key }) => key.text === name)) ||
    (one.kind === 'env' && one.pairs.some(({ key }) => key.text === name));
  for (const own of stage.instructions) {
    if (own === instruction) break;
    if (sets(own)) return true;
  }
  const [target] = flow.reachedFor(stage.index);
  const parents = target === undefined ? [] : flow.lineage(stage.index, target).slice(1);
  return parents.some(({ index }) => flow.stages[index]?.instructions.some(sets) === true);
}

/**
 * What to add so that instructions of a stage see automatic arguments: nothing where they do already.
 * Undefined where the file gives one of them another value than BuildKit does, for all targets.
 *
 * @param place `top` of the stage, or `above` the first of the instructions, so that what stands above
 *   it is still done once for all targets
 */
export function declareArguments(
  input: RuleInput,
  stage: Stage,
  instructions: readonly Instruction[],
  names: readonly PlatformArgument[],
  place: 'top' | 'above' = 'top',
): readonly TextEdit[] | undefined {
  if (names.some((name) => isHidden(input, stage, name))) return undefined;
  const missing = names.filter((name) =>
    instructions.some((instruction) => !isDeclared(input, stage, instruction, name)),
  );
  if (missing.length === 0) return [];
  const line = `${keywordLike(stage, 'ARG')} ${missing.join(' ')}`;
  const [first] = instructions;
  if (place === 'top' || first === undefined) return [insertAtTop(input.dockerfile, stage, line)];
  const start = { line: startLine(input.dockerfile, first), character: 0 };
  return [{ range: { start, end: start }, newText: line + lineEndOf(input.dockerfile) }];
}

/** The comments right above an instruction belong to it. */
function startLine({ text, lines }: Dockerfile, { range }: Instruction): number {
  let { line } = range.start;
  while (line > 0) {
    const above = lines.offset({ line: line - 1, character: 0 });
    if (!/^[ \t]*#/.test(text.slice(above, above + LONGEST_INDENT))) return line;
    line -= 1;
  }
  return line;
}

/** Nobody indents a comment further. */
const LONGEST_INDENT = 200;

/** Whether an argument has, or would get, a value that is not BuildKit's. */
function isHidden({ dockerfile, flow }: RuleInput, stage: Stage, name: PlatformArgument): boolean {
  for (const instruction of dockerfile.instructions) {
    if (instruction.kind === 'from') break;
    if (instruction.kind !== 'arg') continue;
    if (instruction.declarations.some(({ key, value }) => key.text === name && value)) return true;
  }
  return flow.reachedFor(stage.index).some((target) => {
    const variable = flow.resolved(stage.index, target)?.variable(name);
    const platform = parsePlatform(target);
    if (variable === undefined || !platform.ok || !name.startsWith('TARGET')) return false;
    return (
      'unknown' in variable ||
      variable.value !== platformArguments(platform.value, undefined, '')[name]
    );
  });
}
