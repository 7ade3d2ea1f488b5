import type { Instruction, RunInstruction } from '../dockerfile/instruction.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { nameIn, type Naming } from '../platform/architectureNaming.ts';
import { isShell } from '../shell/interpreter.ts';
import type { RunScript } from '../shell/runScript.ts';
import type { ShellCommand } from '../shell/script.ts';
import type { WordPiece } from '../shell/wordPieces.ts';
import type { Span } from '../text.ts';
import { caseOfTargets, insertCase } from './architectureCase.ts';
import { declareArguments } from './declareArgument.ts';
import type { Fix, TextEdit } from './fix.ts';
import type { RuleInput } from './rule.ts';
import type { Target } from './stageKind.ts';

/** A name for an architecture that is to depend on the target. */
export interface FixedName {
  readonly span: Span;
  readonly instruction: Instruction;
  /** The command of a RUN. */
  readonly command?: ShellCommand;
  readonly quoting: WordPiece['quoting'];
}

/** What {@link architectureFix} is asked to change. */
export interface ArchitectureFixRequest {
  readonly stage: Stage;
  readonly scripts: readonly RunScript[];
  /** In the order of the file; all of one text. */
  readonly names: readonly FixedName[];
  readonly naming: Naming;
  /** The targets that need the stage. */
  readonly targets: readonly Target[];
  /** Whether the stage is built for the target; one for the build platform declares ARGs late. */
  readonly isForTarget: boolean;
}

/**
 * Makes names depend on the target: `$TARGETARCH` where every target is called so, else a `case` in
 * front of the RUN with the words of the tool. Undefined where that would not do: a target has no name,
 * quotes keep variables from being expanded, or an instruction has no shell.
 */
export function architectureFix(
  input: RuleInput,
  request: ArchitectureFixRequest,
): Fix | undefined {
  const { stage, names, naming, targets, isForTarget } = request;
  const called = targets.map((target) => ({ target, name: nameIn(naming, target.platform) }));
  if (called.length === 0 || names.some(({ quoting }) => quoting === 'single')) return undefined;
  const isDockers = called.every(({ target, name }) => name === target.platform.architecture);
  const instructions = [...new Set(names.map(({ instruction }) => instruction))];
  if (instructions.some((one) => one.kind === 'run' && one.form === 'exec')) return undefined;
  const place = isForTarget ? 'top' : 'above';
  if (isDockers) {
    const declared = declareArguments(input, stage, instructions, ['TARGETARCH'], place);
    if (!declared) return undefined;
    const uses = names.map(({ span }) => replacement(input.dockerfile, span, 'TARGETARCH'));
    return edit('Use $TARGETARCH', [...declared, ...uses]);
  }
  const cases = caseOfTargets(called);
  if (!cases || names.some((name) => !canUseShellVariable(name))) return undefined;
  const declared = declareArguments(input, stage, instructions, cases.names, place);
  const variable = freeVariable(request, naming);
  if (!declared || variable === undefined) return undefined;
  const edits = instructions.flatMap((instruction): readonly TextEdit[] => {
    if (instruction.kind !== 'run') return [];
    const own = names.filter((name) => name.instruction === instruction);
    return [
      insertCase(input.dockerfile, instruction, cases, variable),
      ...own.map(({ span }) => replacement(input.dockerfile, span, variable)),
    ];
  });
  return edit('Choose the name by $TARGETARCH', [...declared, ...edits]);
}

function edit(text: string, edits: readonly TextEdit[]): Fix {
  return { kind: 'edit', title: { text, args: [] }, edits, safe: false };
}

/** A script in a word of its own (`sh -c '…'`) does not see what its parent has set. */
function canUseShellVariable({ instruction, command }: FixedName): boolean {
  if (instruction.kind !== 'run') return false;
  for (let at = command?.parent; at; at = at.parent) if (isShell(at.name)) return false;
  return true;
}

/** Puts a variable in the place of a word, in the way of the words around it. */
function replacement({ text, lines }: Dockerfile, span: Span, name: string): TextEdit {
  const { start, end } = span;
  const needsBraces = /[A-Za-z0-9_]/.test(text[end] ?? '') || isAmongBraces(text, span);
  return {
    range: lines.range({ start, end }),
    newText: needsBraces ? `\${${name}}` : `$${name}`,
  };
}

/** Whether the word around has variables in braces. */
function isAmongBraces(text: string, { start, end }: Span): boolean {
  const around = text.slice(Math.max(0, start - WORD_LENGTH), end + WORD_LENGTH);
  const before = around.slice(0, Math.min(start, WORD_LENGTH)).split(/\s/).at(-1) ?? '';
  const behind = around.slice(Math.min(start, WORD_LENGTH)).split(/\s/, 1)[0] ?? '';
  return (before + behind).includes('${');
}

/** Longer words are seen in part, which costs no more than a pair of braces. */
const WORD_LENGTH = 500;

const VARIABLES = ['arch', 'target', 'target_arch', 'tool_arch', 'file_arch'];

function freeVariable(
  { names, scripts }: ArchitectureFixRequest,
  naming: Naming,
): string | undefined {
  const runs = new Set<Instruction>(names.map(({ instruction }) => instruction));
  const taken = new Set<string>();
  for (const { instruction, script } of scripts) {
    if (!runs.has(instruction satisfies RunInstruction)) continue;
    for (const { name } of script.variables) taken.add(name);
    for (const name of script.assigned) taken.add(name);
  }
  const isTarget = /^(?:rust|multiarch|gnu-musl)/.test(naming);
  const wanted = isTarget ? VARIABLES.slice(1) : VARIABLES;
  return wanted.find((name) => !taken.has(name));
}
