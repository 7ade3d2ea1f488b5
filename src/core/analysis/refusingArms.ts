import type { RunInstruction } from '../dockerfile/instruction.ts';
import { kept } from '../kept.ts';
import type { RunScript } from '../shell/runScript.ts';
import {
  branchesOf,
  EXPANSION,
  type CaseArm,
  type ShellBranch,
  type ShellCommand,
  type ShellScript,
  type ShellWord,
} from '../shell/script.ts';
import type { StageFlow } from './stageFlow.ts';

/** An `exit 1` in an arm of a `case` over the target, and the targets that take this arm. */
export interface RefusingArm {
  readonly command: ShellCommand;
  /** What the `case` is over, by target, e.g. `riscv64`. */
  readonly values: ReadonlyMap<string, string>;
}

/** More of them in one script are no work of a person's, and each is compared with all arms above it. */
const MOST = 20;

/** What a script has in it, at least, when it refuses a target. */
const LETTERS = [/\bcase\b/, /\bexit\b/, /TARGET(?:ARCH|PLATFORM|OS|VARIANT)/];

const mayRefuse = kept(({ letters }: RunScript) => LETTERS.every((word) => word.test(letters)));

/**
 * The arms in which a RUN ends itself for a target. Only what is sure to run counts: a `case` under no other
 * condition, in no function, subshell, pipeline or background job, with nothing above it that may end the script
 * well, over nothing but TARGET arguments that the script leaves alone, with patterns that can be read.
 */
export function refusingArms(
  run: RunScript,
  flow: StageFlow,
  stage: number,
): readonly RefusingArm[] {
  if (!mayRefuse(run)) return [];
  const { instruction, script } = run;
  const otherEnd = script.commands.findIndex(mayEndWell);
  const isSure = (at: number) =>
    (otherEnd === -1 || at < otherEnd) &&
    !script.loose.some(([first, end]) => first <= at && at < end);
  const exits = script.commands
    .flatMap((command, at) => (isFailingExit(command) ? [{ command, at }] : []))
    .slice(0, MOST)
    .filter(({ at }) => isSure(at));
  const isDeclared = declaredAround(flow, stage, instruction);
  return exits.flatMap(({ command }) => {
    const arm = onlyArm(command);
    const [subject] = arm?.words ?? [];
    if (arm === undefined || subject === undefined) return [];
    const values = new Map<string, string>();
    for (const target of flow.reachedFor(stage)) {
      const value = valueOf(subject, script, (name) =>
        isDeclared(name) ? flow.resolved(stage, target)?.variable(name) : undefined,
      );
      if (value !== undefined && isTaken(arm, value)) values.set(target, value);
    }
    return values.size === 0 ? [] : [{ command, values }];
  });
}

/** Whether it ends the script as a failure, whatever happened before. */
function isFailingExit({ name, words, parent, wrappers }: ShellCommand): boolean {
  if (parent !== undefined || wrappers.length > 0) return false;
  return name === 'exit' && /^[1-9]\d{0,2}$/.test(words[1]?.literal ?? '');
}

/** Whether a command may end the script, or change how it ends, in another way than {@link isFailingExit}. */
function mayEndWell(command: ShellCommand): boolean {
  if (command.wrappers.some(({ literal }) => literal === 'exec')) return true;
  return /^(?:exit|trap|return)$/.test(command.name ?? '') && !isFailingExit(command);
}

/**
 * Tells of which names an instruction sees the value that the stage has at its end: nothing from it on declares
 * them.
 */
function declaredAround(
  flow: StageFlow,
  stage: number,
  run: RunInstruction,
): (name: string) => boolean {
  const instructions = flow.stages[stage]?.instructions ?? [];
  const later = instructions.slice(instructions.indexOf(run)).flatMap((instruction) => {
    if (instruction.kind === 'arg') return instruction.declarations.map(({ key }) => key.text);
    return instruction.kind === 'env' ? instruction.pairs.map(({ key }) => key.text) : [];
  });
  return (name) => !later.includes(name);
}

/** The arm that decides alone whether a command runs. */
function onlyArm(command: ShellCommand): ShellBranch | undefined {
  const [arm, ...outer] = branchesOf(command);
  return arm?.kind === 'case' && outer.length === 0 ? arm : undefined;
}

type Variables = NonNullable<ReturnType<StageFlow['resolved']>>['variable'];

/** What the subject of a `case` is, if it is made of TARGET arguments alone. */
function valueOf(
  { value, variables, commands }: ShellWord,
  { assigned, sources }: ShellScript,
  read: (name: string) => ReturnType<Variables>,
): string | undefined {
  const parts = value.split(EXPANSION);
  if (variables.length === 0 || commands.length > 0 || sources) return undefined;
  if (parts.length !== variables.length + 1) return undefined;
  let whole = parts[0] ?? '';
  for (const [at, { name, operator }] of variables.entries()) {
    const isTarget = /^TARGET(?:ARCH|PLATFORM|OS|VARIANT)$/.test(name);
    const variable = isTarget && operator === '' && !assigned.has(name) ? read(name) : undefined;
    if (variable === undefined || !('value' in variable)) return undefined;
    whole += variable.value + (parts[at + 1] ?? '');
  }
  return whole;
}

/** Whether a `case` comes to an arm; false, too, where a pattern before it cannot be read. */
function isTaken(arm: CaseArm, value: string): boolean {
  let isMatched = false;
  let isBelow = true;
  for (let at: CaseArm | undefined = arm; at !== undefined; at = at.above) {
    const isFirst = at.patterns.some((pattern) => matches(pattern, value) !== false);
    if (isFirst) isMatched = isBelow && at.patterns.some((one) => matches(one, value) === true);
    // An arm above goes on into this one as long as each of them says so.
    isBelow &&= at.continues === true;
  }
  return isMatched;
}

/** Whether a pattern is one for a text; undefined for those that are seldom written. */
function matches({ text, literal }: ShellWord, value: string): boolean | undefined {
  if (literal === undefined) return undefined;
  if (!/[*?[\\]/.test(literal)) return literal === value;
  const [start = '', end = '', ...more] = literal.split('*');
  if (text !== literal || more.length > 0 || /[?[\\]/.test(literal)) return undefined;
  const isLongEnough = value.length >= start.length + end.length;
  return isLongEnough && value.startsWith(start) && value.endsWith(end);
}
