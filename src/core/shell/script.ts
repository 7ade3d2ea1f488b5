import type { Span } from '../text.ts';

/** A use of a variable: `$NAME`, `${NAME…}`, or a bare name in arithmetic. */
export interface ShellVariable {
  readonly name: string;
  /** All of it, e.g. `${NAME:-x}`. Spans are offsets into the file. */
  readonly span: Span;
  /** The name alone. */
  readonly nameSpan: Span;
  /** What stands around it: nothing, double quotes, or the body of a here-document. */
  readonly quoting: 'none' | 'double' | 'heredoc';
  /** What follows the name: `:-`, `#`, `//`, …; empty when nothing does. */
  readonly operator: string;
  /** Whether another text takes its place when it is not set: `-`, `:-`, `=`, `:=`. */
  readonly hasDefault: boolean;
}

/** Stands for an expansion in {@link ShellWord.value}. */
export const EXPANSION = '\uFFFC';

/** A word of a command, a pattern, or the body of a here-document. */
export interface ShellWord {
  /** As written, quotes and all, continued lines joined. */
  readonly text: string;
  /** Without quotes and escapes; {@link EXPANSION} stands for each variable, substitution, sum. */
  readonly value: string;
  /** The value, if nothing is to be expanded. */
  readonly literal?: string;
  readonly span: Span;
  /** Variables in it, also those in a default; not those of commands that it substitutes. */
  readonly variables: readonly ShellVariable[];
  /** The commands of its `$(…)`, backticks and `<(…)`; not those that their words substitute in turn. */
  readonly commands: readonly ShellCommand[];
}

/** `NAME=value`, in front of a command, by itself, or as an operand of `export`, `env` and the like. */
export interface ShellAssignment {
  readonly name: string;
  readonly value: ShellWord;
  /** From the name to the end of the value. */
  readonly span: Span;
}

/** `> file`, `<<EOF` and so on. */
export interface ShellRedirection {
  /** Without a file descriptor in front, e.g. `>>`. */
  readonly operator: string;
  /** The file, or a here-document's delimiter. */
  readonly target: ShellWord;
  /** Of a here-document. Without variables when the delimiter is quoted. */
  readonly body?: ShellWord;
}

/**
 * A condition that decides whether commands run, or a list that they run for.
 *
 * - `if`, `while`: `commands` and their `words` are the condition. What follows `elif` and `else` is
 *   `negated`; the second arm of an `if` stands within the negated first
 * - `case`: `words` is the subject, `patterns` are those of the arm
 * - `for`: `words` is the list
 * - `and`, `or`: what follows a test in `test && command || command`, by the sign behind the test
 * - `guard`: what follows a test that ends the script, e.g. `test || exit 1; command`
 */
export interface ShellBranch {
  readonly kind: 'if' | 'while' | 'case' | 'for' | 'and' | 'or' | 'guard';
  /** Whether it runs when the condition fails. A `!` in the condition itself does not count. */
  readonly negated: boolean;
  readonly words: readonly ShellWord[];
  readonly patterns: readonly ShellWord[];
  readonly commands: readonly ShellCommand[];
  /** Of `case`: the arm above, whose patterns are tried first. */
  readonly above?: CaseArm;
  /** Of `case`: whether the arm above goes on into this one, by `;&`. */
  readonly continues?: boolean;
  /** The condition around this one. At most 100 stand one within another; deeper ones are left out. */
  readonly outer?: ShellBranch;
}

/** An arm of a `case`, whether it holds commands or not. */
export type CaseArm = Pick<ShellBranch, 'patterns' | 'above' | 'continues'>;

/** A simple command, e.g. `GOOS=linux go build -o app .`. */
export interface ShellCommand {
  /**
   * The last part of the program's path, if it is literal: `apt-get` for `sudo /usr/bin/apt-get`.
   * Absent when the command only assigns, or its first word is expanded.
   */
  readonly name?: string;
  /** From the program on: assignments and wrappers such as `env`, `sudo`, `time` are left out. */
  readonly words: readonly ShellWord[];
  /** What was left out of the words, assignments aside. */
  readonly wrappers: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  readonly redirections: readonly ShellRedirection[];
  readonly span: Span;
  /** The innermost condition on which it runs; {@link branchesOf} lists all of them. */
  readonly branch?: ShellBranch;
  /** The command in a word of which it is substituted, or whose `-c` script it belongs to. */
  readonly parent?: ShellCommand;
}

/** What a shell would make of a text. */
export interface ShellScript {
  /** In the order in which they end: what a word substitutes comes before the command of the word. */
  readonly commands: readonly ShellCommand[];
  /**
   * Stretches of the commands that may not run, or whose `exit` may not end the script: those of functions, subshells,
   * pipelines and background jobs, and what follows `&&` or `||`. From the first to behind the last; they overlap.
   */
  readonly loose: readonly (readonly [first: number, end: number])[];
  /** Every use of a variable that the shell itself expands. */
  readonly variables: readonly ShellVariable[];
  /** Names that the script sets somewhere: by `=`, `export`, `read`, `for`, `${NAME:=…}` and so on. */
  readonly assigned: ReadonlySet<string>;
  /** Whether it may set more names: it has an `eval`, or reads another script with `.` or `source`. */
  readonly sources: boolean;
}

/** The conditions on which a command runs, the innermost first. */
export function branchesOf(command: ShellCommand): readonly ShellBranch[] {
  const branches: ShellBranch[] = [];
  for (let branch = command.branch; branch !== undefined; branch = branch.outer) {
    branches.push(branch);
  }
  return branches;
}
