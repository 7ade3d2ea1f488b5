import { l10n, Uri, workspace, type CancellationToken, type WorkspaceFolder } from 'vscode';
import type { Docker } from '../dockerAccess.ts';
import { buildTaskType } from '../contributions.ts';
import { filesWith, findBakeFiles, isCovered } from './bakeFiles.ts';
import type { BuildDefinition } from './buildTask.ts';
import { relativePath } from './relativePath.ts';

/** A task that is offered for a group, target or service. */
export interface OfferedBake {
  readonly definition: BuildDefinition;
  readonly folder: WorkspaceFolder;
  readonly name: string;
}

/** Files of which docker is asked, for a list that a person waits for. */
const mostFiles = 20;

/** A task for each group and target of the bake files, and each service that compose files build, as docker reads them. */
export async function offerBakes(
  docker: Docker,
  token: CancellationToken,
): Promise<readonly OfferedBake[]> {
  const found = await findBakeFiles(token);
  const own = found.filter((uri) => !isCovered(uri, found)).slice(0, mostFiles);
  const stop = new AbortController();
  const listener = token.onCancellationRequested(() => {
    stop.abort();
  });
  try {
    const offers = await Promise.all(own.map((uri) => offersOf(docker, uri, stop.signal)));
    return offers.flat();
  } finally {
    listener.dispose();
  }
}

async function offersOf(
  docker: Docker,
  uri: Uri,
  signal: AbortSignal,
): Promise<readonly OfferedBake[]> {
  const folder = workspace.getWorkspaceFolder(uri);
  if (folder === undefined) return [];
  const directory = Uri.joinPath(uri, '..');
  const names = await filesWith(uri);
  const plan = await docker.use(({ readBakePlan }, program) =>
    readBakePlan(program, directory.fsPath, names, signal),
  );
  if (plan?.ok !== true) return [];
  const bakeFiles = names.map((name) => relativePath(folder.uri, Uri.joinPath(directory, name)));
  const { groups, targets } = plan.value;
  return [...groups, ...targets].map(({ name }) => ({
    definition: { type: buildTaskType, bakeFiles, bakeTargets: [name] },
    folder,
    name: l10n.t('bake {0} of {1}', name, relativePath(folder.uri, uri)),
  }));
}
