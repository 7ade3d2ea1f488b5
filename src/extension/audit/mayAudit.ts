import { commands, l10n, workspace } from 'vscode';
import { notify } from '../notify.ts';

/** Whether images may be read; says why not. */
export async function mayAudit(): Promise<boolean> {
  if (workspace.isTrusted) return true;
  await notify({
    severity: 'warning',
    message: l10n.t(
      'No image is audited, because this workspace is not trusted: no registry, engine or file is read.',
    ),
    remedies: [
      {
        label: l10n.t('Manage Workspace Trust'),
        run: () => commands.executeCommand('workbench.trust.manage'),
      },
    ],
  });
  return false;
}
