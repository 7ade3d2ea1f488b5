import { l10n } from 'vscode';
import type { Message } from '../core/analysis/finding.ts';

/** A message of the core in the language of the editor. */
export function translated({ text, args }: Message): string {
  return l10n.t(text, ...args);
}
