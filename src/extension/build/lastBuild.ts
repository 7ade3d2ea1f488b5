import { l10n, tasks, Uri, window, workspace, type Memento, type QuickPickItem } from 'vscode';
import { notify } from '../notify.ts';
import { plainLabel } from '../plainRow.ts';
import { buildTask, isBuildDefinition, type BuildTaskPorts } from '../tasks/buildTask.ts';
import { run } from '../register.ts';
import type { BuildRun, BuildRuns } from './buildRuns.ts';

const key = 'lastBuild';

/** What is remembered of a build, so that it can be run again in another session. */
interface LastBuild {
  readonly definition: Readonly<Record<string, unknown>>;
  readonly folder: string;
  readonly name: string;
}

/** Remembers a build as the last one of this workspace; of a part of one the whole. */
export async function rememberLast(memory: Memento, build: BuildRun): Promise<void> {
  const { definition, scope, name } = build.whole ?? build;
  const last: LastBuild = { definition, folder: scope.uri.toString(), name };
  await memory.update(key, last);
}

/** Runs the last build of this workspace once more, with what its files are now. */
export async function buildAgain(ports: BuildTaskPorts, memory: Memento): Promise<void> {
  const last = memory.get<LastBuild>(key);
  const definition = { type: '', ...last?.definition };
  if (last === undefined || !isBuildDefinition(definition)) {
    await notify({
      severity: 'information',
      message: l10n.t('Nothing was built in this workspace yet.'),
      remedies: [
        {
          label: l10n.t('Build Image…'),
          run: () => {
            run('multiarch.buildImage');
          },
        },
      ],
    });
    return;
  }
  const uri = Uri.parse(last.folder);
  const scope = workspace.workspaceFolders?.find(
    (folder) => folder.uri.toString() === last.folder,
  ) ?? {
    uri,
  };
  await workspace.saveAll(false);
  await tasks.executeTask(buildTask(ports, definition, scope, last.name));
}

/** Cancels a build; of several the one that the user chooses. */
export async function cancelBuild(runs: BuildRuns): Promise<void> {
  const running = runs.running();
  if (running.length === 0) {
    await notify({ severity: 'information', message: l10n.t('No build is running.') });
    return;
  }
  if (running.length === 1) {
    running[0]?.cancel();
    return;
  }
  const items: (QuickPickItem & { readonly build: BuildRun })[] = running.map((build) => ({
    build,
    label: plainLabel(build.name),
    description: build.request.platforms.join(', '),
  }));
  const chosen = await window.showQuickPick(items, { placeHolder: l10n.t('Build to cancel') });
  chosen?.build.cancel();
}
