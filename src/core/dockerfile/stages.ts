import type {
  ArgInstruction,
  CopyInstruction,
  FromInstruction,
  Instruction,
  RunInstruction,
} from './instruction.ts';
import type { Word } from './logicalLine.ts';
import type { Report } from './report.ts';
import { expandWord } from './word.ts';

/** A FROM and what follows it up to the next one. */
export interface Stage {
  readonly index: number;
  readonly from: FromInstruction;
  readonly instructions: readonly Instruction[];
}

/** A Dockerfile, cut at its FROM lines. */
export interface StagedFile {
  /** The ARGs before the first FROM. */
  readonly globals: readonly ArgInstruction[];
  readonly stages: readonly Stage[];
}

/** Cuts a file into stages. What stands before the first FROM, ARG aside, belongs to none. */
export function splitStages(instructions: readonly Instruction[]): StagedFile {
  const globals: ArgInstruction[] = [];
  const stages: { index: number; from: FromInstruction; instructions: Instruction[] }[] = [];
  for (const instruction of instructions) {
    const stage = stages.at(-1);
    if (instruction.kind === 'from') {
      stages.push({ index: stages.length, from: instruction, instructions: [] });
    } else if (stage) stage.instructions.push(instruction);
    else if (instruction.kind === 'arg') globals.push(instruction);
  }
  return { globals, stages };
}

/** How BuildKit calls a stage: `stage-1` when it has no name, nothing when it is the only one. */
export function displayName({ index, from }: Stage, states: number): string {
  if (states === 1) return '';
  return from.name ?? `stage-${index}`;
}

/** An instruction that may take files from somewhere else. */
export type SourcingInstruction = CopyInstruction | RunInstruction;

/** What a COPY --from or a RUN --mount=from names. */
export interface Source {
  /** Index of the stage that needs it. */
  readonly needer: number;
  readonly instruction: SourcingInstruction;
  /** The value as written, and its place. */
  readonly word: Word;
  readonly origin:
    | { readonly kind: 'stage'; readonly stage: number }
    | { readonly kind: 'other'; readonly name: string };
}

/**
 * What a build is made of, in BuildKit's order: the stages, then every image (or nothing) that a COPY
 * or a mount brings in. `COPY --from=2` counts through all of them.
 */
export interface SourceTable {
  readonly stageCount: number;
  readonly names: ReadonlyMap<string, number>;
  /** What was brought in so far. A mount without `from` brings in nothing, and counts. */
  readonly added: string[];
}

/**
 * Finds what an instruction takes from elsewhere (BuildKit 0.32, dockerfile2llb, toCommand and
 * detectRunMount). Names count in any case; only COPY takes an index; neither takes a variable.
 */
export function findSources(
  needer: number,
  instruction: Instruction,
  table: SourceTable,
  report: Report,
): readonly Source[] {
  if (instruction.kind === 'copy' && instruction.from) {
    const source = copySource(needer, instruction, instruction.from, table, report);
    return source ? [source] : [];
  }
  if (instruction.kind !== 'run') return [];
  return instruction.mounts.flatMap(({ from }) => {
    const origin = named(from?.text ?? 'scratch', table);
    return from ? [{ needer, instruction, word: from, origin }] : [];
  });
}

function copySource(
  needer: number,
  instruction: CopyInstruction,
  word: Word,
  table: SourceTable,
  report: Report,
): Source | undefined {
  const expanded = expandWord(word.text, {});
  if (!expanded.ok) {
    report(expanded.problem.message, word.span);
    return undefined;
  }
  if (expanded.value.text !== word.text) {
    report(
      'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround',
      word.span,
    );
    return undefined;
  }
  if (!/^[+-]?[0-9]+$/.test(word.text) || Math.abs(Number(word.text)) > 2 ** 63) {
    return { needer, instruction, word, origin: named(word.text, table) };
  }
  const index = Number(word.text);
  if (index >= 0 && index < table.stageCount) {
    return { needer, instruction, word, origin: { kind: 'stage', stage: index } };
  }
  const added = index < 0 ? undefined : table.added[index - table.stageCount];
  if (added === undefined) {
    report(`invalid stage index ${index}`, word.span);
    return undefined;
  }
  return { needer, instruction, word, origin: { kind: 'other', name: added } };
}

function named(name: string, table: SourceTable): Source['origin'] {
  const stage = table.names.get(name.toLowerCase());
  if (stage !== undefined) return { kind: 'stage', stage };
  table.added.push(name);
  return { kind: 'other', name };
}
