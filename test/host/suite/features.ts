import assert from 'node:assert/strict';
import {
  commands,
  Range,
  workspace,
  type CodeAction,
  type CodeLens,
  type CompletionItem,
  type CompletionList,
  type DocumentLink,
  type InlayHint,
  type TextDocument,
} from 'vscode';
import { positionOf } from './documents.ts';

/** The titles of all that the lightbulb offers on some words, in its order. */
export async function offeredFixes(document: TextDocument, words: string): Promise<string[]> {
  return (await fixesAt(document, words)).map(({ title }) => title);
}

/** Does what the lightbulb does on some words when an entry of its menu is chosen. */
export async function applyFix(
  document: TextDocument,
  words: string,
  title: string,
): Promise<void> {
  const fixes = await fixesAt(document, words);
  const chosen = fixes.find((fix) => fix.title === title);
  assert(chosen, `no “${title}” among ${fixes.map((fix) => fix.title).join(', ')}`);
  if (chosen.edit) assert(await workspace.applyEdit(chosen.edit));
  const { command } = chosen;
  // It may end only when somebody has read its message: what it does is waited for elsewhere.
  if (command) {
    const values: readonly unknown[] = command.arguments ?? [];
    void commands.executeCommand(command.command, ...values);
  }
}

function fixesAt(document: TextDocument, words: string): Thenable<CodeAction[]> {
  const position = positionOf(document, words);
  return commands.executeCommand<CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    new Range(position, position),
    'quickfix',
  );
}

/** Every lens of a document, as `<line>: <text>`, with lines that count from 0. */
export async function lensTexts(document: TextDocument): Promise<string[]> {
  const lenses = await commands.executeCommand<CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    document.lineCount,
  );
  return lenses.map(({ range, command }) => `${range.start.line}: ${command?.title ?? ''}`);
}

/** Every inlay hint of a document, with what stands before it in its line. */
export async function inlayTexts(document: TextDocument): Promise<string[]> {
  const all = new Range(0, 0, document.lineCount, 0);
  const hints = await commands.executeCommand<InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    all,
  );
  return hints.map(({ position, label }) => {
    const before = document.lineAt(position.line).text.slice(0, position.character);
    const text = typeof label === 'string' ? label : label.map(({ value }) => value).join('');
    return `${before} [${text}]`;
  });
}

/** What completion offers behind some words, in its order. */
export async function completions(
  document: TextDocument,
  words: string,
): Promise<readonly CompletionItem[]> {
  const offset = document.getText().indexOf(words);
  assert.notEqual(offset, -1, `${words} is not in the document`);
  const { items } = await commands.executeCommand<CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    document.positionAt(offset + words.length),
  );
  const key = ({ sortText, label }: CompletionItem) =>
    sortText ?? (typeof label === 'string' ? label : label.label);
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Every link of a document, as `<words>: <address>`. */
export async function linkTexts(document: TextDocument): Promise<string[]> {
  const links = await commands.executeCommand<DocumentLink[]>(
    'vscode.executeLinkProvider',
    document.uri,
    100,
  );
  return links.map(({ range, target }) => `${document.getText(range)}: ${String(target)}`);
}
