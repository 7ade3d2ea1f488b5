import type { ShellAssignment, ShellCommand, ShellWord } from './script.ts';

const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)(?:\[[^\]=]*\])?\+?=/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Reads a word as `NAME=value`; undefined when it is none. */
export function assignmentIn(word: ShellWord): ShellAssignment | undefined {
  const [prefix, name] = ASSIGNMENT.exec(word.text) ?? [];
  if (prefix === undefined || name === undefined) return undefined;
  // What stands in front of the value holds no quotes, so it is as long in the value as in the text.
  const cut = prefix.length;
  const value: ShellWord = {
    ...word,
    text: word.text.slice(cut),
    value: word.value.slice(cut),
    ...(word.literal !== undefined && { literal: word.literal.slice(cut) }),
    span: { start: Math.min(word.span.start + cut, word.span.end), end: word.span.end },
  };
  return { name, value, span: word.span };
}

/** The assignments among the operands of `export` and its like. */
export function declaredBy({
  name,
  words,
}: Pick<ShellCommand, 'name' | 'words'>): readonly ShellAssignment[] {
  if (!isDeclaration(name)) return [];
  return words.slice(1).flatMap((word) => assignmentIn(word) ?? []);
}

/** The names that a builtin command sets. */
export function namesSetBy({
  name,
  words,
}: Pick<ShellCommand, 'name' | 'words'>): readonly string[] {
  switch (name) {
    case 'read':
    case 'mapfile':
    case 'readarray':
      return operandsOf(words).flatMap(asName);
    case 'getopts':
      return operandsOf(words).slice(1, 2).flatMap(asName);
    case 'printf': {
      const option = words.findIndex(({ value }) => value === '-v');
      return option === -1 ? [] : words.slice(option + 1, option + 2).flatMap(asName);
    }
    default:
      return isDeclaration(name) ? operandsOf(words).flatMap(asName) : [];
  }
}

function operandsOf(words: readonly ShellWord[]): readonly ShellWord[] {
  return words.slice(1).filter(({ value }) => !value.startsWith('-'));
}

/** Whether a command runs text that is not seen here, in the same shell. */
export function readsMore(name: string | undefined): boolean {
  return name === 'eval' || name === '.' || name === 'source';
}

function isDeclaration(name: string | undefined): boolean {
  switch (name) {
    case 'export':
    case 'readonly':
    case 'local':
    case 'declare':
    case 'typeset':
      return true;
    default:
      return false;
  }
}

function asName({ literal }: ShellWord): readonly string[] {
  return literal !== undefined && NAME.test(literal) ? [literal] : [];
}
