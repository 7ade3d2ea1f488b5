import { l10n, workspace, type CancellationToken, type Task, type TaskProvider } from 'vscode';
import { buildTaskType } from '../contributions.ts';
import {
  buildTask,
  type BuildTaskPorts,
  isBuildDefinition,
  requestOf,
  type BuildDefinition,
} from './buildTask.ts';
import { findDockerfiles } from './dockerfiles.ts';
import type { OfferedBake } from './offerBakes.ts';
import { refusedTask } from './refusedTask.ts';
import { relativePath } from './relativePath.ts';

/** Finds what can be built of bake and compose files. */
type OfferBakes = (token: CancellationToken) => Promise<readonly OfferedBake[]>;

/** Offers a build of every Dockerfile, and of what bake and compose files build; and makes the builds of tasks.json runnable. */
export class BuildTaskProvider implements TaskProvider {
  readonly #ports: BuildTaskPorts;
  readonly #offerBakes: OfferBakes;

  constructor(ports: BuildTaskPorts, bakes: OfferBakes) {
    this.#ports = ports;
    this.#offerBakes = bakes;
  }

  async provideTasks(token: CancellationToken): Promise<Task[]> {
    if (!workspace.isTrusted) return [];
    const [files, bakes] = await Promise.all([findDockerfiles(token), this.#offerBakes(token)]);
    const baking = bakes.map(({ definition, folder, name }) =>
      buildTask(this.#ports, definition, folder, name),
    );
    const building = files.flatMap((uri) => {
      const folder = workspace.getWorkspaceFolder(uri);
      if (folder === undefined) return [];
      const file = relativePath(folder.uri, uri);
      const definition: BuildDefinition = { type: buildTaskType, file };
      const request = requestOf(definition, folder);
      return request.ok
        ? [buildTask(this.#ports, definition, folder, l10n.t('build {0}', file))]
        : [];
    });
    return [...building, ...baking];
  }

  resolveTask(task: Task): Task | undefined {
    const { definition, scope } = task;
    if (!isBuildDefinition(definition)) return undefined;
    const folder = typeof scope === 'object' ? scope : workspace.workspaceFolders?.[0];
    if (folder === undefined) return undefined;
    const request = requestOf(definition, folder);
    if (request.ok) return buildTask(this.#ports, definition, folder, task.name);
    return refusedTask(definition, folder, task.name, request.problem.message);
  }
}
