import type { TextDocument } from 'vscode-languageserver-textdocument';
import { fileKind, type FileKind } from '../core/project/fileNames.ts';

/** What an open file is to us: by its language, its name, and for other YAML files what they hold. */
export function kindOf(document: TextDocument): FileKind {
  return fileKind(document.uri, document.getText(), document.languageId);
}
