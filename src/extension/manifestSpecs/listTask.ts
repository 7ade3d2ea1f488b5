import {
  CustomExecution,
  ProcessExecution,
  Task,
  TaskPanelKind,
  TaskRevealKind,
  workspace,
  type TaskDefinition,
  type WorkspaceFolder,
} from 'vscode';
import { readSettings, settingsSection } from '../../protocol/settings.ts';
import { listTaskType } from '../contributions.ts';
import { explainingTerminal, refusal } from '../tasks/refusedTask.ts';
import { listArguments } from './listDefinition.ts';

/** Where the command line lies, which tasks run. */
export interface ListTaskPorts {
  /** Absolute path of `dist/cli.js`. */
  readonly commandLine: string;
}

/** A manifest list as tasks.json has it. */
export type ListDefinition = TaskDefinition & { readonly type: typeof listTaskType };

/** Whether a definition is one of ours. */
export function isListDefinition(definition: TaskDefinition): definition is ListDefinition {
  return definition.type === listTaskType;
}

/**
 * A task that makes a manifest list by the command line of this extension, in a terminal that shows the exact
 * command. It asks registries as the settings of its folder have it. One that makes no sense says why there.
 */
export function listTask(
  { commandLine }: ListTaskPorts,
  definition: ListDefinition,
  folder: WorkspaceFolder,
  name: string,
): Task {
  const section = workspace.getConfiguration(undefined, folder.uri).get<unknown>(settingsSection);
  const args = listArguments(definition, readSettings(section).registry);
  const execution = args.ok
    ? new ProcessExecution(process.execPath, [commandLine, ...args.value], {
        cwd: folder.uri.fsPath,
        // The program of a desktop editor is Node only if it is told so.
        env: { ELECTRON_RUN_AS_NODE: '1' },
      })
    : new CustomExecution(() =>
        Promise.resolve(explainingTerminal(refusal(name, args.problem.message))),
      );
  // Without a list of matchers the editor asks which one to use.
  const task = new Task(definition, folder, name, 'multiarch', execution, []);
  task.presentationOptions = {
    reveal: TaskRevealKind.Always,
    panel: TaskPanelKind.Shared,
    echo: true,
    showReuseMessage: false,
    clear: true,
  };
  return task;
}

/** The folder in which the task of a file runs. */
export function folderOfTask(scope: Task['scope']): WorkspaceFolder | undefined {
  return typeof scope === 'object' ? scope : workspace.workspaceFolders?.[0];
}
