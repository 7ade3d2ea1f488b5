/** Where a command writes, and how it is told to stop. */
export interface Terminal {
  /** Standard output: the result. */
  readonly write: (text: string) => void;
  /** Standard error: what is wrong with the call, or why nothing could be done. */
  readonly writeError: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Exit codes, a public contract (docs/cli.md). */
export const exitCode = {
  /** Done, and no error was found. */
  done: 0,
  /** Done, and there are errors in what was looked at. */
  found: 1,
  /** Bad usage, or it could not be done. */
  failed: 2,
} as const;

/** One of {@link exitCode}. */
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Thrown where a command cannot go on: its message is all that the user reads. Exit code 2. */
export class CommandError extends Error {}

/** A call that does not say what a command needs; the message is followed by how to get help. */
export class UsageError extends CommandError {}

/**
 * Text of a file, a name or a registry for a terminal: control characters, which could move the cursor
 * or change colours, and format characters, which could turn the reading direction round, are shown as
 * `�`. Tabs stay.
 */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\t]|\p{Cf}/gu, '\uFFFD');
}
