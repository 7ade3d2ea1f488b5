import type { Range, Span } from '../text.ts';
import type {
  ArgInstruction,
  FromInstruction,
  Instruction,
  OnbuildInstruction,
} from './instruction.ts';
import type { Dockerfile } from './instructions.ts';
import type { Word } from './syntax/logicalLine.ts';
import { isActive } from './evaluation/active.ts';
import { readTrigger } from './evaluation/triggers.ts';

/** A word, and the range that it covers. */
export interface PlacedWord extends Word {
  readonly range: Range;
}

/** An instruction that a stage carries out because its base asked for it with ONBUILD. */
export interface Trigger {
  readonly instruction: Instruction;
  /** Where to point, when the instruction is not in the file but in an image's config. */
  readonly place?: Span;
  /** What BuildKit has against it. */
  readonly problem?: { readonly message: string; readonly span: Span };
}

/** A FROM and what follows it up to the next one. */
export interface Stage {
  readonly index: number;
  readonly from: FromInstruction;
  /** The base as written; empty, with the place of the keyword, when nothing is. */
  readonly base: PlacedWord;
  readonly platform?: PlacedWord;
  /** All that follows. */
  readonly instructions: readonly Instruction[];
  /** Those of them that change what later ones see, or that may be refused. */
  readonly active: readonly Instruction[];
  /** What it makes the stages built on it do first. */
  readonly triggers: readonly Trigger[];
}

/** A Dockerfile, cut at its FROM lines. The same for every target. */
export interface StagedFile {
  /** The ARGs before the first FROM. */
  readonly globals: readonly ArgInstruction[];
  readonly stages: readonly Stage[];
  /** Stages by name, in lower case; of several with one name the last. */
  readonly names: ReadonlyMap<string, number>;
}

/** Cuts a file into stages, once. What stands before the first FROM, ARG aside, belongs to none. */
export function splitStages(dockerfile: Dockerfile): StagedFile {
  const staged = known.get(dockerfile) ?? split(dockerfile);
  known.set(dockerfile, staged);
  return staged;
}

/** Evaluation, rules and surfaces all ask. */
const known = new WeakMap<Dockerfile, StagedFile>();

function split({ instructions, lines, escape }: Dockerfile): StagedFile {
  const globals: ArgInstruction[] = [];
  const stages: Stage[] = [];
  const names = new Map<string, number>();
  let following: Instruction[] | undefined;
  let active: Instruction[] = [];
  let triggers: Trigger[] = [];
  for (const instruction of instructions) {
    if (instruction.kind === 'from') {
      following = [];
      active = [];
      triggers = [];
      if (instruction.name !== undefined) names.set(instruction.name, stages.length);
      stages.push({
        index: stages.length,
        from: instruction,
        base: place(instruction.base ?? { text: '', span: instruction.keywordWord.span }),
        ...(instruction.platform && { platform: place(instruction.platform) }),
        instructions: following,
        active,
        triggers,
      });
    } else if (following) {
      following.push(instruction);
      if (isActive(instruction)) active.push(instruction);
      if (instruction.kind === 'onbuild') triggers.push(...triggersIn(instruction, escape));
    } else if (instruction.kind === 'arg') globals.push(instruction);
  }
  return { globals, stages, names };

  function place(word: Word): PlacedWord {
    return { text: word.text, span: word.span, range: lines.range(word.span) };
  }
}

function triggersIn(onbuild: OnbuildInstruction, escape: string): readonly Trigger[] {
  const { trigger, triggerProblem: problem, original, heredocs, span } = onbuild;
  if (!trigger) return [];
  if (escape === '\\') return [{ instruction: trigger, ...(problem && { problem }) }];
  const bodies = heredocs.map(({ content, name }) => `\n${content}${name}`);
  return readTrigger(original.replace(/^ONBUILD\s*/i, '') + bodies.join(''), span);
}

/** How BuildKit calls a stage: `stage-1` when it has no name. */
export function displayName({ index, from }: Stage): string {
  return from.name ?? `stage-${index}`;
}
