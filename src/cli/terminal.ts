import type { ListFolder } from '../adapters/workspace/folderLists.ts';
import type { Helper } from './check/shareFiles.ts';
import type { ThreadTask } from './check/threadMessages.ts';

/** Which registries may be asked, and how. */
export interface RegistryRules {
  /**
   * As the setting `multiarch.registry.lookups`: those that are known, only those that are allowed, or none.
   * Where {@link isNamed}, `on` is any.
   */
  readonly lookups: 'on' | 'ask' | 'off';
  /** Hosts besides those that are known: Docker Hub, this machine, and those of Docker's configuration. */
  readonly allowedHosts: readonly string[];
  /** Host → base URLs that are asked before it. */
  readonly mirrors: Readonly<Record<string, readonly string[]>>;
  /** Hosts and networks that are spoken to over plain HTTP. */
  readonly insecure: readonly string[];
  /** Whether the user has named what is asked, and not somebody else, such as a language model. */
  readonly isNamed?: true;
}

/** On whose behalf others are asked. */
export interface Caller {
  readonly signal: AbortSignal;
  /** Which registries may be asked; any when left out, because the user has named them. */
  readonly registries?: RegistryRules;
  /** How folders are listed around files that are named: what it does not list is not read. */
  readonly list?: ListFolder;
}

/** Where a command writes, and how it is told to stop. */
export interface Terminal extends Caller {
  /** Standard output: the result. */
  readonly write: (text: string) => void;
  /** Standard error: what is wrong with the call, or why nothing could be done. */
  readonly writeError: (text: string) => void;
  /** Starts so many threads that help to check files, or fewer; none where it is left out. */
  readonly startThreads?: (task: ThreadTask, count: number) => readonly Helper[];
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
