import vm from 'node:vm';
import ts from 'typescript';
import { forEachNode, type Source } from './sources.ts';

/** A regular expression of a source. */
export interface FoundRegex {
  readonly path: string;
  /** One-based. */
  readonly line: number;
  readonly pattern: RegExp;
}

/**
 * Every regular expression of a source: the literals, and what `new RegExp` makes of the source's own
 * constants.
 *
 * @throws when one is made of something that only a run of the program knows
 */
export function regexesOf(source: Source): readonly FoundRegex[] {
  const found: FoundRegex[] = [];
  let constants: vm.Context | undefined;
  forEachNode(source, (node) => {
    const pattern = ts.isRegularExpressionLiteral(node)
      ? evaluate(node, vm.createContext())
      : isConstruction(node)
        ? evaluate(node, (constants ??= constantsOf(source)))
        : undefined;
    if (pattern === undefined) return;
    const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
    found.push({ path: source.path, line: line + 1, pattern });
  });
  return found;
}

function isConstruction(node: ts.Node): node is ts.NewExpression | ts.CallExpression {
  return (
    (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
    node.expression.getText() === 'RegExp'
  );
}

function evaluate(node: ts.Node, context: vm.Context): RegExp {
  const { source, flags } = vm.runInContext(`(${node.getText()})`, context) as RegExp;
  return new RegExp(source, flags);
}

/** The constants at the top of a source, as far as they need nothing from elsewhere. */
function constantsOf(source: Source): vm.Context {
  const context = vm.createContext();
  forEachNode(source, (node) => {
    if (!ts.isVariableStatement(node) || !ts.isSourceFile(node.parent)) return;
    const code = ts.transpile(node.getText()).replace(/^(?:export )?(?:const|let)/, 'var');
    try {
      vm.runInContext(code, context);
    } catch {
      // It needs something from elsewhere.
    }
  });
  return context;
}
