import { l10n, ProgressLocation, window } from 'vscode';
import type { ServerCommands } from '../../protocol/commands.ts';
import type { LanguageServer } from '../languageServer.ts';
import { notify } from '../notify.ts';

/** Asks whether a download is there for other platforms, and says what was answered. */
export async function checkDownloads(
  downloads: ServerCommands['multiarch.checkDownloads'][0],
  server: LanguageServer,
): Promise<void> {
  const answers = await window.withProgress(
    { location: ProgressLocation.Window, title: l10n.t('Asking for the files') },
    () => server.checkDownloads({ downloads }),
  );
  for (const { platform, url, status, problem } of answers ?? []) {
    const isThere = status !== undefined && status >= 200 && status < 300;
    await notify({
      severity: isThere ? 'information' : 'warning',
      message:
        status === undefined
          ? l10n.t('{0}: {1} could not be asked for. {2}', platform, url, problem ?? '')
          : isThere
            ? l10n.t('{0}: {1} is there (status {2}).', platform, url, status)
            : l10n.t('{0}: {1} is not there (status {2}).', platform, url, status),
    });
  }
}
