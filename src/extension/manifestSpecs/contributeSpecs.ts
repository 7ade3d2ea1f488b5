import { tasks, workspace, type Disposable, type TextDocument } from 'vscode';
import { listTaskType } from '../contributions.ts';
import { lazy } from '../lazy.ts';
import type { ListPorts } from '../manifestLists/listPorts.ts';
import { register } from '../register.ts';
import type { ListTaskPorts } from './listTask.ts';
import { isSpec } from './specFiles.ts';

/** Registers the tasks and commands about specs of manifest lists. Nothing is loaded before one is used. */
export function contributeSpecs(ports: ListPorts & ListTaskPorts): readonly Disposable[] {
  const lists = lazy(() => import('../manifestLists/lists.ts'));
  const provider = lazy(async () => new (await lists()).ListTaskProvider(ports));
  let isStarted = false;
  const startFor = (document: TextDocument) => {
    if (isStarted || !isSpec(document)) return;
    void ports.server.ensureStarted().then((server) => {
      isStarted ||= server !== undefined;
    });
  };
  // The file that activated the extension is open already.
  setImmediate(() => {
    workspace.textDocuments.forEach(startFor);
  });
  return [
    workspace.onDidOpenTextDocument(startFor),
    workspace.onDidSaveTextDocument(startFor),
    tasks.registerTaskProvider(listTaskType, {
      provideTasks: async (token) => (await provider()).provideTasks(token),
      resolveTask: async (task) => (await provider()).resolveTask(task),
    }),
    register('multiarch.convertManifestCommands', async () =>
      (await lists()).convertManifestCommands(),
    ),
    register('multiarch.planManifestSpec', async (file) => (await lists()).runSpec(ports, file)),
    register('multiarch.pushManifestSpec', async (file) => (await lists()).runSpec(ports, file)),
  ];
}
