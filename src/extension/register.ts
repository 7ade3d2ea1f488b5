import { commands, type Command, type Disposable } from 'vscode';
import type { CommandArguments, CommandId } from './contributions.ts';

/** Registers the handler of a command whose arguments are those that the contributions name. */
export function register<Id extends CommandId>(
  id: Id,
  handler: (...args: CommandArguments[Id]) => unknown,
): Disposable {
  return commands.registerCommand(id, handler);
}

/** Runs one of this extension's commands. */
export function run<Id extends CommandId>(id: Id, ...args: CommandArguments[Id]): void {
  void commands.executeCommand(id, ...args);
}

/** One of this extension's commands as a link or button. */
export function commandTo<Id extends CommandId>(
  command: Id,
  title: string,
  ...args: CommandArguments[Id]
): Command {
  return { command, title, arguments: args };
}
