import { commands, l10n, type Command, type Disposable } from 'vscode';
import { itemCommands, type CommandArguments, type CommandId } from './contributions.ts';
import { notify } from './notify.ts';

const needItem: ReadonlySet<CommandId> = new Set(itemCommands);

/** Registers the handler of a command whose arguments are those that the contributions name. */
export function register<Id extends CommandId>(
  id: Id,
  handler: (...args: CommandArguments[Id]) => unknown,
): Disposable {
  return commands.registerCommand(id, (...args: CommandArguments[Id]) => {
    // The editor gives none for a key of the user's, and for a row that was drawn anew while its menu was open.
    if (needItem.has(id) && args[0] === undefined)
      return notify({ severity: 'information', message: needsRow() });
    return handler(...args);
  });
}

function needsRow(): string {
  return l10n.t('This is for a row of a view. Choose it from the menu of the row.');
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
