import { l10n, ThemeColor, ThemeIcon, TreeItem, Uri } from 'vscode';
import { itemContexts } from '../contributions.ts';
import type { Reason } from './buildersTree.ts';
import { problemText } from './problemText.ts';
import { tooltipTable } from './tooltip.ts';

/** What the containerd image store is, and how it is turned on. */
const containerdStore = 'https://docs.docker.com/engine/storage/containerd/';

/** Why something is not there. */
export function renderReason(reason: Reason): TreeItem {
  const row = new TreeItem(reasonLabel(reason));
  row.iconPath = reasonIcon(reason);
  row.contextValue = itemContexts.problem;
  row.tooltip = tooltipTable(reasonLabel(reason), [['', reasonDetail(reason)]]);
  if (reason.code === 'classic-store') {
    row.description = l10n.t('how to switch');
    row.command = {
      command: 'vscode.open',
      title: l10n.t('How to Switch'),
      arguments: [Uri.parse(containerdStore)],
    };
  }
  return row;
}

function reasonIcon({ code }: Reason): ThemeIcon {
  switch (code) {
    case 'asking':
      return new ThemeIcon('loading~spin');
    case 'not-started':
      return new ThemeIcon('info');
    default:
      return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  }
}

/** The text of a reason, short enough for a row. */
export function reasonLabel(reason: Reason): string {
  switch (reason.code) {
    case 'error':
      return reason.message;
    case 'problem':
      return problemText(reason.problem);
    case 'silent':
      return reason.silence?.code === 'no-connection'
        ? reason.silence.message
        : l10n.t('No answer from {0}', reason.endpoint);
    case 'asking':
      return l10n.t('Asking…');
    case 'not-started':
      return l10n.t('Not started');
    case 'classic-store':
      return l10n.t('One platform at a time');
    case 'no-such-builder':
      return l10n.t('No builder "{0}"', reason.name);
  }
}

function reasonDetail(reason: Reason): string {
  switch (reason.code) {
    case 'error':
    case 'problem':
      return '';
    case 'silent':
      return reason.silence?.code === 'no-answer'
        ? l10n.t(
            'The port is open, but no BuildKit answers there that accepts this client. Is it BuildKit, and are its certificates right?',
          )
        : l10n.t('Is BuildKit started at {0}, and can it be reached?', reason.endpoint);
    case 'asking':
      return l10n.t('Its node is being asked.');
    case 'not-started':
      return l10n.t('The platforms of a node are known once it has been started and answers.');
    case 'classic-store':
      return l10n.t(
        'This engine has the classic image store, which holds one platform of an image: no build for several platforms, and no OCI archives. Turn on the containerd image store ("features": { "containerd-snapshotter": true } in daemon.json, or in the settings of Docker Desktop), or use a builder with the docker-container driver.',
      );
    case 'no-such-builder':
      return l10n.t(
        'The setting multiarch.builder asks for {0}, which does not exist. Use another builder, or empty the setting.',
        reason.name,
      );
  }
}
