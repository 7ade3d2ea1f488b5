import { assignmentIn, declaredBy, namesSetBy, readsMore } from './assignments.ts';
import type {
  ShellAssignment,
  ShellBranch,
  ShellCommand,
  ShellRedirection,
  ShellWord,
} from './script.ts';
import { programName, unwrap } from './wrappers.ts';

/** A command while it is read. */
export type CommandDraft = { -readonly [Key in keyof ShellCommand]: ShellCommand[Key] } & {
  readonly redirections: RedirectionDraft[];
};

/** A redirection whose body may still have to be read. */
export type RedirectionDraft = { -readonly [Key in keyof ShellRedirection]: ShellRedirection[Key] };

/** A command of which nothing is read yet. */
export function newCommand(branch?: ShellBranch, parent?: ShellCommand): CommandDraft {
  const command: CommandDraft = {
    words: [],
    wrappers: [],
    assignments: [],
    redirections: [],
    span: { start: 0, end: 0 },
  };
  if (branch) command.branch = branch;
  if (parent) command.parent = parent;
  return command;
}

/** What a command does to the variables of the script. */
export interface Effects {
  readonly assigned: readonly string[];
  readonly sources: boolean;
}

/** Sorts a command's words out into its assignments, its wrappers and the program with its operands. */
export function completeCommand(command: CommandDraft, all: readonly ShellWord[]): Effects {
  const prefix: ShellAssignment[] = [];
  for (const word of all) {
    const assignment = assignmentIn(word);
    if (!assignment) break;
    prefix.push(assignment);
  }
  const { wrappers, assignments, words } = unwrap(
    prefix.length === 0 ? all : all.slice(prefix.length),
  );
  const name = programName(words[0]);
  if (name !== undefined) command.name = name;
  command.words = words;
  command.wrappers = wrappers;
  command.assignments = [...prefix, ...assignments, ...declaredBy(command)];
  return {
    assigned: [...command.assignments.map((set) => set.name), ...namesSetBy(command)],
    sources: readsMore(name),
  };
}
