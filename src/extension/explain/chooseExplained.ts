import { l10n, Uri, window, workspace } from 'vscode';
import { dockerfileLanguage } from '../contributions.ts';

/** How many Dockerfiles are offered. */
const mostOffered = 200;

/**
 * The Dockerfile that a command was called with, or that stands in the editor; else the user chooses one of the
 * workspace. Undefined when nobody wants to know any more.
 */
export async function chooseExplained(given: unknown): Promise<Uri | undefined> {
  if (given instanceof Uri) return given;
  const document = window.activeTextEditor?.document;
  if (document?.languageId === dockerfileLanguage) return document.uri;
  const found = await workspace.findFiles(
    '**/{Dockerfile,Dockerfile.*,*.Dockerfile,Containerfile}',
    '**/node_modules/**',
    mostOffered,
  );
  if (found.length === 0) {
    void window.showInformationMessage(
      l10n.t(
        'There is no Dockerfile in the workspace to explain. Open one and run the command again.',
      ),
    );
    return undefined;
  }
  const picked = await window.showQuickPick(
    found
      .map((uri) => ({ label: workspace.asRelativePath(uri), uri }))
      .sort((a, b) => a.label.localeCompare(b.label)),
    {
      title: l10n.t('Explain This Build'),
      placeHolder: l10n.t('The Dockerfile whose build is explained'),
    },
  );
  return picked?.uri;
}
