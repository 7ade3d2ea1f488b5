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
          : l10n.t(answerText(isThere, status), platform, url, status),
    });
  }
}

/** A host may refuse to answer HEAD: only some answers mean that there is no such file. */
function answerText(isThere: boolean, status: number): string {
  if (isThere) return '{0}: {1} is there (status {2}).';
  return status === 404 || status === 410
    ? '{0}: {1} is not there (status {2}). Look in the project for the name that it has for this platform.'
    : '{0}: {1} was answered with status {2}, which does not tell whether it is there. Open it in a browser.';
}
