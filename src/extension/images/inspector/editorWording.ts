import { env, l10n } from 'vscode';
import type { Wording } from './wording.ts';

/** The editor's language. */
export const editorWording: Wording = { l10n, language: env.language };
