import { commands, env, l10n, Uri } from 'vscode';
import type { AccessProblem } from '../dockerAccess.ts';
import type { Remedy } from '../notify.ts';
import { run } from '../register.ts';
import { openSetting } from '../settings.ts';

/** The next steps for a problem, as buttons. */
export function problemRemedies(problem: AccessProblem): readonly Remedy[] {
  switch (problem.code) {
    case 'untrusted':
      return [
        {
          label: l10n.t('Manage Workspace Trust'),
          run: () => commands.executeCommand('workbench.trust.manage'),
        },
      ];
    case 'docker-not-found':
      return [
        page(l10n.t('Install Docker'), 'https://docs.docker.com/get-started/get-docker/'),
        { label: l10n.t('Set Its Path'), run: () => openSetting('docker.path', 'user') },
      ];
    case 'buildx-missing':
      return [page(l10n.t('Install buildx'), 'https://docs.docker.com/go/buildx/')];
    case 'buildx-too-old':
      return [page(l10n.t('Update buildx'), 'https://docs.docker.com/go/buildx/')];
    case 'engine-denied':
      return [
        page(
          l10n.t('How to Get Access'),
          'https://docs.docker.com/engine/install/linux-postinstall/',
        ),
      ];
    case 'engine-not-running':
    case 'timeout':
    case 'cancelled':
    case 'failed':
      return [
        {
          label: l10n.t('Show Log'),
          run: () => {
            run('multiarch.showLog');
          },
        },
      ];
  }
}

function page(label: string, url: string): Remedy {
  return { label, run: () => env.openExternal(Uri.parse(url)) };
}
