import {
  l10n,
  workspace,
  type CancellationToken,
  type LogOutputChannel,
  type Task,
  type TaskProvider,
} from 'vscode';
import { buildTaskType } from '../contributions.ts';
import { notify } from '../notify.ts';
import { buildTask, isBuildDefinition, requestOf, type BuildDefinition } from './buildTask.ts';
import { findDockerfiles } from './dockerfiles.ts';
import { relativePath } from './relativePath.ts';

/** Offers a build of every Dockerfile, and makes the builds of tasks.json runnable. */
export class BuildTaskProvider implements TaskProvider {
  readonly #log: LogOutputChannel;

  constructor(log: LogOutputChannel) {
    this.#log = log;
  }

  async provideTasks(token: CancellationToken): Promise<Task[]> {
    if (!workspace.isTrusted) return [];
    const files = await findDockerfiles(token);
    return files.flatMap((uri) => {
      const folder = workspace.getWorkspaceFolder(uri);
      if (folder === undefined) return [];
      const file = relativePath(folder.uri, uri);
      const definition: BuildDefinition = { type: buildTaskType, file };
      const request = requestOf(definition, folder);
      return request.ok
        ? [buildTask(definition, request.value, folder, l10n.t('build {0}', file))]
        : [];
    });
  }

  resolveTask(task: Task): Task | undefined {
    const { definition, scope } = task;
    if (!isBuildDefinition(definition)) return undefined;
    const folder = typeof scope === 'object' ? scope : workspace.workspaceFolders?.[0];
    if (folder === undefined) return undefined;
    const request = requestOf(definition, folder);
    if (request.ok) return buildTask(definition, request.value, folder, task.name);
    const { message } = request.problem;
    this.#log.warn(`The task "${task.name}" cannot be run: ${message}`);
    void notify({
      severity: 'error',
      cause: `task ${task.name} ${message}`,
      message: l10n.t('The task "{0}" of tasks.json cannot be run: {1}.', task.name, message),
    });
    return undefined;
  }
}
