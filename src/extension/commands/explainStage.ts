import { l10n, window } from 'vscode';
import type { ServerCommands } from '../../protocol/commands.ts';
import { plainLabel } from '../plainRow.ts';

/** Shows what becomes of a stage on each target, and why, as a list that can be read and searched. */
export async function explainStage(
  stage: ServerCommands['multiarch.explainStage'][0],
): Promise<void> {
  await window.showQuickPick(
    stage.platforms.map(({ platform, state, reason }) => ({
      label: plainLabel(platform),
      description: state,
      detail: plainLabel(reason),
    })),
    {
      title: stage.title,
      placeHolder: l10n.t('What a build does with the stage on each target platform'),
      matchOnDescription: true,
      matchOnDetail: true,
    },
  );
}
