import path from 'node:path';
import ts from 'typescript';
import { forEachNode, type Source } from '../contract/sources.ts';

/** A value, and the part of the file in which the name stands for it. */
interface Given {
  readonly value: ts.Node;
  readonly scope: ts.Node;
}

/** What the names of a file stand for. */
interface Names {
  /** What a constant, a variable or a parameter is given, and functions. */
  readonly values: Map<string, Given[]>;
  /** What members of objects are given, by their name. */
  readonly members: Map<string, ts.Node[]>;
  readonly imports: Map<string, { readonly file: string; readonly name: string }>;
}

/** More than any text has forms. */
const mostForms = 60;

/**
 * Finds what an expression may be, where all of it is written in the sources: through conditions, sums, constants,
 * parameters, members of tables and what functions return. A member is looked for by its name, in the same file,
 * else in all.
 *
 * @returns a function: the texts, or undefined where one of them is not written out
 */
export function literalsOf(
  sources: readonly Source[],
): (expression: ts.Expression) => readonly string[] | undefined {
  const files = new Map(sources.map((source) => [source.path, namesOf(source)]));

  const all = (nodes: readonly ts.Node[]): readonly string[] | undefined => {
    const found = nodes.map((node) => valuesOf(node));
    return found.length > 0 && found.every((each) => each !== undefined)
      ? [...new Set(found.flat())]
      : undefined;
  };

  const named = (file: string, name: string, at?: ts.Node): readonly string[] | undefined => {
    const names = files.get(file);
    const given = nearest(names?.values.get(name) ?? [], at);
    if (given.length > 0) return all(given);
    const from = names?.imports.get(name);
    return from && named(from.file, from.name);
  };

  /** Tables hold texts: what is worked out in a member of the same name is something else. */
  const membersNamed = (file: string, name: string) => {
    const textsIn = (nodes: readonly ts.Node[] = []) => {
      const found = nodes.flatMap(writtenIn);
      return found.length > 0 ? found : undefined;
    };
    return (
      textsIn(files.get(file)?.members.get(name)) ??
      textsIn([...files.values()].flatMap(({ members }) => members.get(name) ?? []))
    );
  };

  const joined = (starts: readonly string[] | undefined, next: ts.Node, end: string) => {
    const middles = starts && valuesOf(next);
    if ((starts?.length ?? 0) * (middles?.length ?? 0) > mostForms) return undefined;
    return middles?.flatMap((middle) => starts?.map((start) => start + middle + end) ?? []);
  };

  /** What is asked for while it is being worked out depends on itself, and is no text. */
  const known = new Map<ts.Node, readonly string[] | undefined>();
  const valuesOf = (node: ts.Node): readonly string[] | undefined => {
    if (!known.has(node)) {
      known.set(node, undefined);
      known.set(node, workOut(node));
    }
    return known.get(node);
  };

  const workOut = (node: ts.Node): readonly string[] | undefined => {
    const file = node.getSourceFile().fileName;
    if (ts.isStringLiteralLike(node)) return [node.text];
    if (ts.isTemplateExpression(node))
      return node.templateSpans.reduce<readonly string[] | undefined>(
        (starts, { expression, literal }) => joined(starts, expression, literal.text),
        [node.head.text],
      );
    if (isWrapped(node)) return valuesOf(node.expression);
    if (ts.isConditionalExpression(node)) return all([node.whenTrue, node.whenFalse]);
    if (ts.isBinaryExpression(node)) {
      if (node.operatorToken.kind === ts.SyntaxKind.PlusToken)
        return joined(valuesOf(node.left), node.right, '');
      return isEither(node) ? all([node.left, node.right]) : undefined;
    }
    if (ts.isObjectLiteralExpression(node)) return all(membersOf(node));
    if (ts.isIdentifier(node)) return named(file, node.text, node);
    if (ts.isElementAccessExpression(node)) return valuesOf(node.expression);
    if (ts.isPropertyAccessExpression(node)) return membersNamed(file, node.name.text);
    if (ts.isBindingElement(node))
      return membersNamed(file, (node.propertyName ?? node.name).getText());
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression))
      return valuesOf(node.expression);
    if (ts.isFunctionDeclaration(node)) return all(returnsOf(node));
    return undefined;
  };

  return valuesOf;
}

/** What a name stands for at a place: what the innermost part of the file around it says. */
function nearest(all: readonly Given[], at: ts.Node | undefined): readonly ts.Node[] {
  for (let around = at; around !== undefined; around = around.parent) {
    const here = all.filter(({ scope }) => scope === around);
    if (here.length > 0) return here.map(({ value }) => value);
  }
  return at === undefined ? all.map(({ value }) => value) : [];
}

/** The part of a file in which what a node declares is known by its name. */
function scopeOf(node: ts.Node): ts.Node {
  const { parent } = node;
  return ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isFunctionLike(parent)
    ? parent
    : scopeOf(parent);
}

function isWrapped(node: ts.Node): node is ts.ParenthesizedExpression | ts.AsExpression {
  return (
    ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)
  );
}

function isEither({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
}

function membersOf({ properties }: ts.ObjectLiteralExpression): readonly ts.Expression[] {
  return properties.flatMap((each) => (ts.isPropertyAssignment(each) ? [each.initializer] : []));
}

/** The texts that an expression is, or chooses from. */
function writtenIn(node: ts.Node): readonly string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (!ts.isConditionalExpression(node)) return [];
  return [...writtenIn(node.whenTrue), ...writtenIn(node.whenFalse)];
}

function namesOf(source: Source): Names {
  const names: Names = { values: new Map(), members: new Map(), imports: new Map() };
  const calls = new Map<string, ts.CallExpression[]>();
  const parameters: ts.ParameterDeclaration[] = [];
  const give = (name: string, value: ts.Node, declared: ts.Node) => {
    add(names.values, name, { value, scope: scopeOf(declared) });
  };
  forEachNode(source, (node) => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer)
      give(node.name.text, node.initializer, node);
    else if (ts.isBindingElement(node) && ts.isIdentifier(node.name))
      give(node.name.text, node, node);
    else if (ts.isFunctionDeclaration(node) && node.name) give(node.name.text, node, node);
    else if (ts.isParameter(node)) parameters.push(node);
    else if (ts.isCallExpression(node) && ts.isIdentifier(node.expression))
      add(calls, node.expression.text, node);
    else if (ts.isPropertyAssignment(node))
      add(names.members, node.name.getText(), node.initializer);
    else if (ts.isImportSpecifier(node)) {
      const specifier = node.parent.parent.parent.moduleSpecifier;
      if (!ts.isStringLiteral(specifier)) return;
      const file = path.posix.join(path.posix.dirname(source.path), specifier.text);
      names.imports.set(node.name.text, { file, name: (node.propertyName ?? node.name).text });
    }
  });
  for (const parameter of parameters) {
    const name = calledName(parameter.parent);
    if (name === undefined || !ts.isIdentifier(parameter.name)) continue;
    const at = parameter.parent.parameters.indexOf(parameter);
    for (const call of calls.get(name) ?? []) {
      const given = call.arguments[at];
      if (given !== undefined) give(parameter.name.text, given, parameter);
    }
  }
  return names;
}

/** By which name a function of a file is called there. */
function calledName(node: ts.SignatureDeclaration): string | undefined {
  if (ts.isFunctionDeclaration(node)) return node.name?.text;
  return ts.isArrowFunction(node) && ts.isVariableDeclaration(node.parent)
    ? node.parent.name.getText()
    : undefined;
}

function add<T>(map: Map<string, T[]>, name: string, value: T): void {
  const values = map.get(name);
  if (values === undefined) map.set(name, [value]);
  else values.push(value);
}

function returnsOf(declaration: ts.FunctionDeclaration): readonly ts.Expression[] {
  const returns: ts.Expression[] = [];
  const walk = (node: ts.Node) => {
    if (ts.isReturnStatement(node) && node.expression) returns.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, walk);
  };
  if (declaration.body) walk(declaration.body);
  return returns;
}
