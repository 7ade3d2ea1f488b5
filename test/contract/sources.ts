import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Root of the checkout. */
export const root = path.join(__dirname, '../..');

/** A source file; its path is relative to the root, with slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** A module that a source names. */
export interface Import {
  readonly specifier: string;
  /** Whether it is there after compilation: not for `import type` and `typeof import(…)`. */
  readonly atRuntime: boolean;
}

/** Every TypeScript file below a folder of the root. */
export function readSources(folder: string): Source[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const file = path.posix.join(folder, name.replaceAll(path.sep, '/'));
      return { path: file, text: readFileSync(path.join(root, file), 'utf8') };
    });
}

/** Every module that a source imports, re-exports, loads later or takes a type from. */
export function importsOf(source: Source): Import[] {
  const imports: Import[] = [];
  const add = (node: ts.Node | undefined, atRuntime: boolean) => {
    if (node !== undefined && ts.isStringLiteralLike(node)) {
      imports.push({ specifier: node.text, atRuntime });
    }
  };
  forEachNode(source, (node) => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, !node.isTypeOnly);
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, false);
    } else if (ts.isCallExpression(node)) {
      const loads =
        node.expression.kind === ts.SyntaxKind.ImportKeyword ||
        (ts.isIdentifier(node.expression) && node.expression.text === 'require');
      if (loads) add(node.arguments[0], true);
    }
  });
  return imports;
}

/** Every string that stands in the code of a source, as often as it does. */
export function stringsOf(source: Source): string[] {
  const strings: string[] = [];
  forEachNode(source, (node) => {
    if (ts.isStringLiteralLike(node)) strings.push(node.text);
  });
  return strings;
}

/** The text of the first argument of every call of a function. */
export function firstArgumentsOf(source: Source, called: string): string[] {
  const found: string[] = [];
  forEachNode(source, (node) => {
    if (!ts.isCallExpression(node) || node.expression.getText() !== called) return;
    const [first] = node.arguments;
    if (first !== undefined) found.push(first.getText());
  });
  return found;
}

const trees = new WeakMap<Source, ts.SourceFile>();

/** Visits every node of a source, outer ones first. */
export function forEachNode(source: Source, visit: (node: ts.Node) => void): void {
  const tree =
    trees.get(source) ??
    ts.createSourceFile(source.path, source.text, ts.ScriptTarget.ES2023, true);
  trees.set(source, tree);
  const walk = (node: ts.Node) => {
    visit(node);
    ts.forEachChild(node, walk);
  };
  walk(tree);
}
