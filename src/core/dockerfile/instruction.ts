import type { Range, Span } from '../text.ts';
import type { Flag } from './syntax/flags.ts';
import type { Heredoc } from './syntax/heredocs.ts';
import type { Word } from './syntax/logicalLine.ts';
import type { Mount } from './syntax/mounts.ts';
import type { Pair } from './syntax/nodes.ts';

/** What every instruction has. Spans are offsets into the file's text, byte order mark included. */
export interface InstructionBase {
  /** Upper case, e.g. `FROM`; of an unknown instruction, what stands there. */
  readonly keyword: string;
  /** As it is written, e.g. `from`. */
  readonly keywordWord: Word;
  /** From the keyword to the end of the last line, heredocs included. */
  readonly span: Span;
  /** The same, zero-based as in LSP. */
  readonly range: Range;
  /** The joined line that BuildKit calls the original, e.g. `FROM   alpine   AS b`. */
  readonly original: string;
  readonly flags: readonly Flag[];
  readonly heredocs: readonly Heredoc[];
  /** The comments above it that BuildKit attaches to it. */
  readonly comments: readonly Word[];
}

/** `FROM [--platform=…] base [AS name]`: begins a stage. */
export interface FromInstruction extends InstructionBase {
  readonly kind: 'from';
  /** All words, also those of a line that BuildKit refuses. */
  readonly args: readonly Word[];
  /** Absent when nothing is written. */
  readonly base?: Word;
  /** The value of `--platform`, unless it is empty. */
  readonly platform?: Word;
  /** The word `AS`. */
  readonly as?: Word;
  /** The name as written. */
  readonly nameWord?: Word;
  /** The name, lower case; absent when BuildKit refuses it. */
  readonly name?: string;
}

/** `ARG NAME[=default] …`, global (before the first FROM) or of a stage. */
export interface ArgInstruction extends InstructionBase {
  readonly kind: 'arg';
  readonly declarations: readonly Pair[];
}

/** `ENV NAME=value …` or `LABEL NAME=value …`. */
export interface PairsInstruction extends InstructionBase {
  readonly kind: 'env' | 'label';
  readonly pairs: readonly Pair[];
  /** Whether it is the old form `NAME value`. */
  readonly legacy: boolean;
}

/** `COPY` or `ADD`. */
export interface CopyInstruction extends InstructionBase {
  readonly kind: 'copy' | 'add';
  /** The value of `COPY --from`, unless it is empty. */
  readonly from?: Word;
  /** Sources, then the destination. */
  readonly args: readonly Word[];
  readonly form: 'words' | 'exec';
}

/** `RUN [--mount=…] command`. */
export interface RunInstruction extends InstructionBase {
  readonly kind: 'run';
  readonly mounts: readonly Mount[];
  /** One word for the shell form, one per string for the exec form. */
  readonly args: readonly Word[];
  readonly form: 'words' | 'exec';
}

/** `ONBUILD instruction`: runs when a later stage, or another Dockerfile, builds on this one. */
export interface OnbuildInstruction extends InstructionBase {
  readonly kind: 'onbuild';
  readonly trigger?: Instruction;
  /** What BuildKit will say about the trigger once it runs. */
  readonly triggerProblem?: { readonly message: string; readonly span: Span };
}

/** An instruction without parts that matter here. */
export interface PlainInstruction extends InstructionBase {
  readonly kind:
    | 'cmd'
    | 'entrypoint'
    | 'expose'
    | 'healthcheck'
    | 'maintainer'
    | 'shell'
    | 'stopsignal'
    | 'user'
    | 'volume'
    | 'workdir';
  readonly args: readonly Word[];
  readonly form: 'words' | 'exec';
}

/** A line whose keyword BuildKit does not know. */
export interface UnknownInstruction extends InstructionBase {
  readonly kind: 'unknown';
}

/** One instruction of a Dockerfile; `kind` tells which. */
export type Instruction =
  | FromInstruction
  | ArgInstruction
  | PairsInstruction
  | CopyInstruction
  | RunInstruction
  | OnbuildInstruction
  | PlainInstruction
  | UnknownInstruction;

/** The same instruction, so many lines further down. */
export function moveDown<T extends Instruction>(instruction: T, lines: number): T {
  const { start, end } = instruction.range;
  const range = {
    start: { line: start.line + lines, character: start.character },
    end: { line: end.line + lines, character: end.character },
  };
  if (instruction.kind !== 'onbuild' || instruction.trigger === undefined) {
    return { ...instruction, range };
  }
  return { ...instruction, range, trigger: moveDown(instruction.trigger, lines) };
}
