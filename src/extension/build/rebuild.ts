import { l10n, tasks, window, workspace } from 'vscode';
import { buildTask, type BuildDefinition, type BuildTaskPorts } from '../tasks/buildTask.ts';
import type { BuildRun, WholeBuild } from './buildRuns.ts';

/** Runs a build once more. */
export async function buildOnceMore(ports: BuildTaskPorts, build: WholeBuild): Promise<void> {
  const { definition, scope, name } = build;
  // As the editor does before it runs a task.
  await workspace.saveAll(false);
  await tasks.executeTask(buildTask(ports, definition, scope, name));
}

/** Runs some of a build. It remains known of which build: that is what is built again later. */
async function buildPart(
  ports: BuildTaskPorts,
  build: BuildRun,
  changes: Partial<BuildDefinition>,
): Promise<void> {
  const { whole = build, definition } = build;
  const openTerminal: BuildTaskPorts['openTerminal'] = (order) =>
    ports.openTerminal({ ...order, whole });
  await buildOnceMore({ openTerminal }, { ...build, definition: { ...definition, ...changes } });
}

/**
 * Builds one platform alone, to see whether it builds: into the cache, whatever the build was for. An image of
 * this platform alone never takes the place of one for all of them.
 */
export async function retryPlatform(
  ports: BuildTaskPorts,
  build: BuildRun,
  platform: string,
): Promise<void> {
  await buildPart(ports, build, { platforms: [platform], output: 'cache' });
}

/** Builds the other platforms. A push without a platform replaces an image that has it: that needs a yes. */
export async function buildWithout(
  ports: BuildTaskPorts,
  build: BuildRun,
  platform: string,
): Promise<void> {
  const { output, tags, platforms } = build.request;
  const others = platforms.filter((other) => other !== platform);
  if (output === 'push' && tags.length > 0) {
    const yes = l10n.t('Push Without {0}', platform);
    const chosen = await window.showWarningMessage(
      l10n.t('Push {0} without {1}?', tags.join(', '), platform),
      {
        modal: true,
        detail: l10n.t(
          'The image under this name will have {0} only. Who uses it on {1} will get an error or nothing.',
          others.join(', '),
          platform,
        ),
      },
      yes,
    );
    if (chosen !== yes) return;
  }
  await buildPart(ports, build, { platforms: others });
}
