import { l10n, QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import { describeSource } from '../../core/project/targets.ts';
import type { LanguageServer } from '../languageServer.ts';
import { run } from '../register.ts';
import { declareTargets, readTargets } from '../targets.ts';
import { plainLabel } from '../plainRow.ts';

interface LookItem extends QuickPickItem {
  act?(): unknown;
}

/**
 * Shows the active file as it is for one of its target platforms: what that one does not need is dimmed,
 * other findings are hidden. Leads on to choosing the platforms.
 */
export async function lookAtPlatform(server: LanguageServer): Promise<void> {
  const uri = window.activeTextEditor?.document.uri;
  if (uri === undefined) return;
  await server.ensureStarted();
  const { platforms, source, lookedAt } = await readTargets(uri, server);
  const mark = (isChosen: boolean) => (isChosen ? { description: l10n.t('shown now') } : {});
  const items: LookItem[] = [
    {
      label: l10n.t('All target platforms'),
      ...mark(lookedAt === undefined),
      act: () => server.lookAt({ uri: uri.toString() }),
    },
    ...platforms.map((platform) => ({
      label: plainLabel(platform),
      ...mark(lookedAt === platform),
      act: () => server.lookAt({ uri: uri.toString(), platform }),
    })),
    { label: '', kind: QuickPickItemKind.Separator },
    {
      label: l10n.t('Choose Target Platforms…'),
      description: l10n.t('now from {0}', describeSource(source)),
      act: () => {
        run('multiarch.choosePlatforms');
      },
    },
    ...(source.kind === 'comment'
      ? []
      : [
          {
            label: l10n.t('Write the Targets into the File'),
            description: `# multiarch: platforms=${platforms.join(',')}`,
            act: () => declareTargets(uri, platforms, server),
          },
        ]),
  ];
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('Look at One Target Platform'),
    placeHolder: l10n.t('Which platform is the file shown for?'),
  });
  await chosen?.act?.();
}
