import { l10n } from 'vscode';

/** Title of every step of a build. */
export function buildTitle(): string {
  return l10n.t('Build Image');
}
