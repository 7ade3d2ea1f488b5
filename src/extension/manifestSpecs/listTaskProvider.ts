import { l10n, workspace, type CancellationToken, type Task, type TaskProvider } from 'vscode';
import { listTaskType } from '../contributions.ts';
import { relativePath } from '../tasks/relativePath.ts';
import {
  folderOfTask,
  isListDefinition,
  listTask,
  type ListDefinition,
  type ListTaskPorts,
} from './listTask.ts';
import { findSpecFiles } from './specFiles.ts';

/** Offers to push every spec file, and makes the manifest lists of tasks.json runnable. */
export class ListTaskProvider implements TaskProvider {
  readonly #ports: ListTaskPorts;

  constructor(ports: ListTaskPorts) {
    this.#ports = ports;
  }

  async provideTasks(token: CancellationToken): Promise<Task[]> {
    if (!workspace.isTrusted) return [];
    const files = await findSpecFiles(token);
    return files.flatMap((uri) => {
      const folder = workspace.getWorkspaceFolder(uri);
      if (folder === undefined) return [];
      const spec = relativePath(folder.uri, uri);
      const definition: ListDefinition = { type: listTaskType, spec };
      return [listTask(this.#ports, definition, folder, l10n.t('push {0}', spec))];
    });
  }

  resolveTask(task: Task): Task | undefined {
    const { definition, scope } = task;
    const folder = folderOfTask(scope);
    // The editor takes the task only with the very object that it gave.
    if (folder === undefined || !isListDefinition(definition)) return undefined;
    return listTask(this.#ports, definition, folder, task.name);
  }
}
