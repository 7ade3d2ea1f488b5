import type { Memento, Uri } from 'vscode';
import type { BuilderStore } from '../builders/builderStore.ts';
import type { Docker } from '../dockerAccess.ts';
import type { LanguageServer } from '../languageServer.ts';
import { register } from '../register.ts';
import type { BuildTaskPorts } from '../tasks/buildTask.ts';
import type { BuildKind } from './buildImage.ts';
import type { BuildRuns } from './buildRuns.ts';
import { BuildLensProvider } from './buildLensProvider.ts';
import type * as buildsModule from './builds.ts';
import type { FollowedBuilds } from './openBuilds.ts';
import { CostLensProvider } from './costLensProvider.ts';

/** What the commands of builds need of their surroundings. */
export interface BuildCommandPorts {
  readonly runs: BuildRuns;
  /** Loads the code of builds; it stays out of the extension's first bundle. */
  readonly builds: () => Promise<typeof buildsModule>;
  /** Those that are followed, with what can be done with their rows. */
  readonly followed: () => Promise<FollowedBuilds>;
  readonly builders: BuilderStore;
  readonly docker: Docker;
  readonly server: LanguageServer;
  /** Remembers what was chosen in this workspace. */
  readonly memory: Memento;
}

/** Registers the commands that build. */
export function contributeBuilds(
  tasks: BuildTaskPorts,
  { runs, builds, followed, builders, docker, server, memory }: BuildCommandPorts,
): readonly { dispose(): unknown }[] {
  const build = async (kind: BuildKind, file: Uri | undefined) => {
    const { buildImage } = await builds();
    await buildImage({ ...tasks, builders, docker, server, memory }, kind, file);
  };
  return [
    register('multiarch.buildImage', (file) => build('ask', file)),
    register('multiarch.buildAndLoad', (file) => build('load', file)),
    register('multiarch.buildAndPush', (file) => build('push', file)),
    register('multiarch.buildTarget', (file) => build('target', file)),
    // A button of the view's title brings the row that is selected, whatever that is.
    register('multiarch.buildAgain', async (item) =>
      item?.kind === 'build'
        ? (await followed()).actions.buildAgain(item)
        : (await builds()).buildAgain(tasks, memory),
    ),
    register('multiarch.cancelBuild', async (item) => {
      if (item?.kind === 'build' && !item.build.end) (await followed()).actions.cancel(item);
      else await (await builds()).cancelBuild(runs);
    }),
    new BuildLensProvider(builds),
    new CostLensProvider(runs, builds, memory),
    runs.onDidBegin(async (run) => (await builds()).rememberLast(memory, run)),
  ];
}
