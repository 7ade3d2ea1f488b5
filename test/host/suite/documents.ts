import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  commands,
  languages,
  MarkdownString,
  Position,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
  type Diagnostic,
  type Hover,
  type TextDocument,
} from 'vscode';

/** The folder that the window shows. */
export function workspaceFolder(): Uri {
  const folder = workspace.workspaceFolders?.[0];
  assert(folder, 'no folder is open');
  return folder.uri;
}

/** Writes a file into the workspace and shows it in an editor. */
export async function openFile(name: string, text: string): Promise<TextDocument> {
  const path = join(workspaceFolder().fsPath, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  const document = await workspace.openTextDocument(Uri.file(path));
  await window.showTextDocument(document);
  return document;
}

/** A Dockerfile of its own for every call, in a folder of its own. */
export function openDockerfile(text: string): Promise<TextDocument> {
  return openFile(`${randomUUID()}/Dockerfile`, text);
}

/** What hovers say at a place in a document, in Markdown. */
export async function hoverText(document: TextDocument, position: Position): Promise<string> {
  const hovers = await commands.executeCommand<Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .filter((content) => content instanceof MarkdownString)
    .map(({ value }) => value)
    .join('\n');
}

/** The place of some words in a document; they must be there. */
export function positionOf(document: TextDocument, words: string): Position {
  const offset = document.getText().indexOf(words);
  assert.notEqual(offset, -1, `${words} is not in the document`);
  return document.positionAt(offset + 1);
}

/** Waits until the diagnostics of a document are as wanted; mocha limits the time. */
export function diagnosticsWhen(
  uri: Uri,
  wanted: (diagnostics: readonly Diagnostic[]) => boolean,
): Promise<readonly Diagnostic[]> {
  return new Promise((resolve) => {
    const look = () => {
      const diagnostics = languages.getDiagnostics(uri).filter(isOurs);
      if (!wanted(diagnostics)) return;
      subscription.dispose();
      resolve(diagnostics);
    };
    const subscription = languages.onDidChangeDiagnostics(look);
    look();
  });
}

/**
 * The diagnostics of a document once everything is known that can be known, zero-based lines as in
 * its text. To be sure that an empty list is an answer, the hovers wait for the registries first,
 * and then a line is put on top: the finding of `sentinel` in the last line has to follow.
 */
export async function settledDiagnostics(
  text: string,
  sentinel: string,
): Promise<{ readonly document: TextDocument; readonly diagnostics: readonly Diagnostic[] }> {
  const document = await openDockerfile(`${text}\nFROM ${sentinel}\nCOPY --from=0 / /\n`);
  for (let line = 0; line < document.lineCount; line++) {
    const from = /^FROM (?:--\S+ )*(?=\S)/i.exec(document.lineAt(line).text);
    if (from) await hoverText(document, new Position(line, from[0].length));
  }
  const edit = new WorkspaceEdit();
  edit.insert(document.uri, new Position(0, 0), '\n');
  await workspace.applyEdit(edit);
  const last = positionOf(document, `FROM ${sentinel}`).line;
  const all = await diagnosticsWhen(document.uri, (diagnostics) =>
    diagnostics.some(({ range }) => range.start.line === last),
  );
  return { document, diagnostics: all.filter(({ range }) => range.start.line !== last) };
}

/** Whether a diagnostic is this extension's. */
function isOurs({ source }: Diagnostic): boolean {
  return source === 'multiarch';
}

/** The rule of a diagnostic. */
export function ruleOf({ code }: Diagnostic): unknown {
  return typeof code === 'object' ? code.value : code;
}
