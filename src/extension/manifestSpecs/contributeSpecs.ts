import { tasks, workspace, type Disposable } from 'vscode';
import { listTaskType } from '../contributions.ts';
import { lazy } from '../lazy.ts';
import type { LanguageServer } from '../languageServer.ts';
import { register } from '../register.ts';
import type { ListTaskPorts } from './listTask.ts';
import { isSpec } from './specFiles.ts';

/** Registers the tasks and commands about specs of manifest lists. Nothing is loaded before one is used. */
export function contributeSpecs(
  ports: ListTaskPorts,
  server: Pick<LanguageServer, 'ensureStarted'>,
): readonly Disposable[] {
  const specs = lazy(() => import('./specs.ts'));
  const provider = lazy(async () => new (await specs()).ListTaskProvider(ports));
  const startForSpecs = () => {
    if (workspace.textDocuments.some(isSpec)) void server.ensureStarted();
  };
  // The file that activated the extension is open already.
  setImmediate(startForSpecs);
  return [
    workspace.onDidOpenTextDocument(startForSpecs),
    workspace.onDidSaveTextDocument(startForSpecs),
    tasks.registerTaskProvider(listTaskType, {
      provideTasks: async (token) => (await provider()).provideTasks(token),
      resolveTask: async (task) => (await provider()).resolveTask(task),
    }),
    register('multiarch.convertManifestCommands', async () =>
      (await specs()).convertManifestCommands(),
    ),
    register('multiarch.planManifestSpec', async (file) => (await specs()).planSpec(ports, file)),
    register('multiarch.pushManifestSpec', async (file) => (await specs()).pushSpec(ports, file)),
  ];
}
