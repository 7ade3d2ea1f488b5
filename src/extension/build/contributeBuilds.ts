import type { Memento, Uri } from 'vscode';
import type { BuilderStore } from '../builders/builderStore.ts';
import type { Docker } from '../dockerAccess.ts';
import { register } from '../register.ts';
import type { BuildTaskPorts } from '../tasks/buildTask.ts';
import type { BuildKind } from './buildImage.ts';
import type { BuildRuns } from './buildRuns.ts';
import type * as buildsModule from './builds.ts';
import { CostLensProvider } from './costLensProvider.ts';

/** What the commands of builds need of their surroundings. */
export interface BuildCommandPorts {
  readonly runs: BuildRuns;
  /** Loads the code of builds; it stays out of the extension's first bundle. */
  readonly builds: () => Promise<typeof buildsModule>;
  readonly builders: BuilderStore;
  readonly docker: Docker;
  /** Remembers what was chosen in this workspace. */
  readonly memory: Memento;
}

/** Registers the commands that build. */
export function contributeBuilds(
  tasks: BuildTaskPorts,
  { runs, builds, builders, docker, memory }: BuildCommandPorts,
): readonly { dispose(): unknown }[] {
  const build = async (kind: BuildKind, file: Uri | undefined) => {
    const { buildImage } = await builds();
    await buildImage({ ...tasks, builders, docker, memory }, kind, file);
  };
  return [
    register('multiarch.buildImage', (file) => build('ask', file)),
    register('multiarch.buildAndLoad', (file) => build('load', file)),
    register('multiarch.buildAndPush', (file) => build('push', file)),
    register('multiarch.buildTarget', (file) => build('target', file)),
    register('multiarch.buildAgain', async () => (await builds()).buildAgain(tasks, memory)),
    register('multiarch.cancelBuild', async () => (await builds()).cancelBuild(runs)),
    new CostLensProvider(runs, builds, memory),
    runs.onDidBegin(async (run) => (await builds()).rememberLast(memory, run)),
  ];
}
