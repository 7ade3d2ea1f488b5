import { enterDirectory } from './directory.ts';
import { readMark } from './heredocs.ts';
import type { ArgInstruction, CopyInstruction, Instruction } from './instruction.ts';
import type { Word } from './logicalLine.ts';
import type { Variable } from './modifiers.ts';
import type { Pair } from './nodes.ts';
import type { Report } from './report.ts';
import { lookUp, withDirectory, withVariables, type Scope } from './scope.ts';
import { expandIn, isPlain } from './word.ts';

/** What instructions of a stage see apart from the stage itself. */
export interface Surroundings {
  readonly globals: Scope;
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly escape: string;
}

/** These take part in SBOM scanning and never become variables. */
const NOT_VARIABLES: ReadonlySet<string> = new Set([
  'BUILDKIT_SBOM_SCAN_CONTEXT',
  'BUILDKIT_SBOM_SCAN_STAGE',
]);

/** A scope that instructions change in turn. The one that it started from stays as it is. */
export interface Dispatcher {
  readonly scope: () => Scope;
  /** Carries out one instruction, as far as variables are concerned. */
  readonly dispatch: (instruction: Instruction, report: Report) => void;
}

/** Carries out a stage's instructions (BuildKit 0.32, dockerfile2llb, dispatch). */
export function startDispatch(start: Scope, surroundings: Surroundings): Dispatcher {
  let scope = start;
  let owned: Map<string, Variable> | undefined;

  function set(name: string, variable: Variable): void {
    if (!owned) {
      owned = new Map(scope.variables);
      scope = withVariables(scope, owned);
    }
    owned.set(name, variable);
  }

  function expand(word: Word, report: Report, quotes: 'removed' | 'plain' = 'removed'): Variable {
    if (isPlain(word.text)) return { value: word.text };
    const escape = quotes === 'plain' ? '\\' : surroundings.escape;
    const expanded = expandIn(word.text, (name) => lookUp(scope, name), { escape, quotes });
    if (!expanded.ok) {
      report(expanded.problem.message, word.span);
      return { unknown: expanded.problem.message };
    }
    const { text, unknown } = expanded.value;
    return unknown === undefined ? { value: text } : { unknown };
  }

  function dispatchEnv(pairs: readonly Pair[], report: Report): void {
    // All of them see what was set before the instruction.
    const expanded = pairs.map(({ key, value }) => ({
      name: expand(key, report),
      variable: value ? expand(value, report) : { value: '' },
    }));
    for (const { name, variable } of expanded) {
      if ('value' in name) set(name.value, variable);
    }
  }

  function dispatchArg({ declarations }: ArgInstruction, report: Report): void {
    for (const { key, value } of declarations) {
      const variable = argument(key.text, value, report);
      if (variable && !NOT_VARIABLES.has(key.text)) set(key.text, variable);
    }
  }

  function argument(name: string, value: Word | undefined, report: Report): Variable | undefined {
    const given = surroundings.buildArgs.get(name);
    if (given !== undefined) return { value: given };
    return value ? expand(value, report) : lookUp(surroundings.globals, name);
  }

  function dispatchCopy(instruction: CopyInstruction, report: Report): void {
    for (const { name, value } of instruction.flags) {
      const expands = name === 'chown' || name === 'chmod' || name === 'checksum';
      if (expands && value) expand(value, report);
    }
    for (const word of instruction.args) {
      if (!word.text.includes('<<') || !isMark(word)) expand(word, report);
    }
    for (const { expand: expands, content, contentSpan } of instruction.heredocs) {
      if (expands) expand({ text: content, span: contentSpan }, report, 'plain');
    }
  }

  function dispatchWorkdir(path: Variable): void {
    const { directory } = scope;
    if (!('value' in path)) scope = withDirectory(scope, undefined);
    else if (directory !== undefined || path.value.startsWith('/')) {
      scope = withDirectory(scope, enterDirectory(directory ?? '/', path.value));
    }
  }

  return {
    scope: () => scope,
    dispatch(instruction, report) {
      switch (instruction.kind) {
        case 'arg':
          dispatchArg(instruction, report);
          return;
        case 'env':
          dispatchEnv(instruction.pairs, report);
          return;
        case 'label':
          for (const { key, value } of instruction.pairs) {
            expand(key, report);
            if (value) expand(value, report);
          }
          return;
        case 'copy':
        case 'add':
          dispatchCopy(instruction, report);
          return;
        case 'expose':
        case 'stopsignal':
        case 'user':
        case 'volume':
          for (const word of instruction.args) expand(word, report);
          return;
        case 'workdir':
          for (const word of instruction.args) dispatchWorkdir(expand(word, report));
          return;
        // Their words are for the shell in the container, or for nobody.
        case 'run':
        case 'cmd':
        case 'entrypoint':
        case 'healthcheck':
        case 'maintainer':
        case 'onbuild':
        case 'shell':
        case 'unknown':
        case 'from':
          return;
      }
    },
  };
}

function isMark(word: Word): boolean {
  const mark = readMark(word.text);
  return mark.ok && mark.value !== undefined;
}
