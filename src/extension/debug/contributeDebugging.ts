import {
  debug,
  l10n,
  window,
  workspace,
  type LogOutputChannel,
  type QuickPickItem,
  type Uri,
} from 'vscode';
import { buildDebugType, dockerfileLanguage } from '../contributions.ts';
import type { Docker } from '../dockerAccess.ts';
import { register } from '../register.ts';
import { targetPlatforms } from '../settings.ts';
import { BuildDebugging } from './buildDebugging.ts';

/** Registers how builds are stepped through. */
export function contributeDebugging(
  docker: Docker,
  log: LogOutputChannel,
): readonly { dispose(): unknown }[] {
  const debugging = new BuildDebugging(docker, log);
  return [
    debug.registerDebugConfigurationProvider(buildDebugType, debugging),
    debug.registerDebugAdapterDescriptorFactory(buildDebugType, debugging),
    register('multiarch.debugBuild', stepThroughBuild),
  ];
}

async function stepThroughBuild(file: Uri | undefined): Promise<void> {
  const { activeTextEditor } = window;
  const isDockerfile = activeTextEditor?.document.languageId === dockerfileLanguage;
  const uri = file ?? (isDockerfile ? activeTextEditor.document.uri : undefined);
  if (uri === undefined) {
    await window.showErrorMessage(
      l10n.t('Open the Dockerfile whose build you want to step through.'),
    );
    return;
  }
  const items: QuickPickItem[] = targetPlatforms(uri).map((label) => ({ label }));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Step Through Build'),
    placeHolder: l10n.t('Platform: a build is stepped through for one at a time'),
  });
  if (!picked) return;
  await debug.startDebugging(workspace.getWorkspaceFolder(uri), {
    type: buildDebugType,
    request: 'launch',
    name: `${workspace.asRelativePath(uri)} (${picked.label})`,
    file: uri.fsPath,
    platform: picked.label,
    stopOnEntry: true,
  });
}
