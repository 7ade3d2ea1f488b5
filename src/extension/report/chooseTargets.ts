import { l10n, window, workspace } from 'vscode';
import { projectFileName } from '../../core/project/fileNames.ts';
import { parsePlatform } from '../../core/platform/platform.ts';
import { usualPlatforms } from '../../core/platform/usualPlatforms.ts';
import { settingsSection } from '../../protocol/settings.ts';

/** What is offered, the most usual wish first. */
const usual = [...new Set(['linux/arm64', ...usualPlatforms])];

/** What a report is for. */
export type ReportTargets =
  { readonly kind: 'given'; readonly platforms: readonly string[] } | { readonly kind: 'declared' };

/**
 * The targets that a command was called with; else what the project or the settings declare; else the user is asked.
 * Undefined when nobody wants a report any more.
 */
export async function chooseReportTargets(given: unknown): Promise<ReportTargets | undefined> {
  const platforms = (Array.isArray(given) ? given : []).filter(
    (each): each is string => typeof each === 'string' && parsePlatform(each).ok,
  );
  if (platforms.length > 0) return { kind: 'given', platforms };
  if (await isDeclared()) return { kind: 'declared' };
  const picked = await window.showQuickPick(
    usual.map((label, at) => ({ label, picked: at === 0 })),
    {
      title: l10n.t('Readiness Report'),
      placeHolder: l10n.t('The platforms that the workspace is to be ready for'),
      canPickMany: true,
    },
  );
  if (picked === undefined || picked.length === 0) return undefined;
  return { kind: 'given', platforms: picked.map(({ label }) => label) };
}

async function isDeclared(): Promise<boolean> {
  const said = workspace.getConfiguration(settingsSection).inspect<unknown>('platforms');
  const values = [said?.globalValue, said?.workspaceValue, said?.workspaceFolderValue];
  if (values.some((value) => value !== undefined)) return true;
  const [found] = await workspace.findFiles(projectFileName, undefined, 1);
  return found !== undefined;
}
