import ts from 'typescript';
import { forEachNode, readSources, type Source } from '../contract/sources.ts';
import { literalsOf } from './literals.ts';

/** The texts of the sources that people read in the editor. */
export interface CollectedTexts {
  /** English, with `{0}`, `{1}`, … for what is filled in, each once, sorted. */
  readonly texts: readonly string[];
  /** `path:line code` of texts that are made in a way in which no translator sees them. */
  readonly unseen: readonly string[];
}

/** The folders of the programs of the editor. The command line speaks English. */
const folders = ['core', 'adapters', 'protocol', 'server', 'worker', 'webview', 'extension'];

/**
 * Reads every text from the sources of the editor's programs: what `l10n.t` of the editor and `say` of the core
 * are given, `sayAt` behind its place, and the `text` of every message, which has `args` beside it.
 */
export function collectTexts(): CollectedTexts {
  return textsOf(folders.flatMap((folder) => readSources(`src/${folder}`)));
}

/** The texts of some sources. */
export function textsOf(sources: readonly Source[]): CollectedTexts {
  const texts = new Set<string>();
  const unseen: string[] = [];
  const literals = literalsOf(sources);
  for (const source of sources) {
    forEachNode(source, (node) => {
      const text = textIn(node);
      if (text === undefined) return;
      const found = literals(text);
      for (const each of found ?? []) if (/\p{L}{2}/u.test(withoutPlaces(each))) texts.add(each);
      if (found === undefined && !isHandedOn(text)) {
        const { line } = text.getSourceFile().getLineAndCharacterOfPosition(text.getStart());
        unseen.push(`${source.path}:${String(line + 1)} ${text.getText()}`);
      }
    });
  }
  return { texts: [...texts].sort(), unseen };
}

/** The expression that is translated, if a node is what has one translated. */
function textIn(node: ts.Node): ts.Expression | undefined {
  if (ts.isCallExpression(node)) {
    if (node.expression.getText() === 'sayAt') return node.arguments[1];
    return isTranslation(node.expression) ? node.arguments[0] : undefined;
  }
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const text = member(node, 'text');
  return text !== undefined && member(node, 'args') !== undefined ? text : undefined;
}

/** `say`, `l10n.t`, `vscode.l10n.t`, `wording.l10n.t`. */
function isTranslation(called: ts.Expression): boolean {
  if (ts.isIdentifier(called)) return called.text === 'say';
  return (
    ts.isPropertyAccessExpression(called) &&
    (called.getText() === 'l10n.t' || called.getText().endsWith('.l10n.t'))
  );
}

function member(literal: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of literal.properties) {
    if (property.name?.getText() !== name) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
  }
  return undefined;
}

/** Whether it is the text of a message that was seen where it is made: `message.text`, `{ text, args }`, `say` itself. */
function isHandedOn(text: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(text)) return text.name.text === 'text';
  for (let node: ts.Node = text; !ts.isSourceFile(node); node = node.parent)
    if (ts.isFunctionLike(node))
      return (
        /^say(?:At)?$/.test(node.name?.getText() ?? '') ||
        node.parameters.some((each) => each.getText().includes('{ text, args }'))
      );
  return false;
}

/** What is left of a text without its places: nothing that could be translated, where it has no word. */
function withoutPlaces(text: string): string {
  return text.replaceAll(/\{\d\}/g, '');
}
