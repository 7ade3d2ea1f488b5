import { fail, succeed, type Result } from '../../result.ts';
import { replaceAll, replaceFirst, trimMatch } from './substitution.ts';

/** A variable that is set: to a value, or to something that cannot be known, with the reason. */
export type Variable = { readonly value: string } | { readonly unknown: string };

/** A piece of text, and why it is not known, if it is not. */
export interface Piece {
  readonly text: string;
  readonly unknown: string | undefined;
}

const NOTHING: Piece = { text: '', unknown: undefined };

const TOO_COSTLY = 'the pattern and the value are too long to be matched';

/** BuildKit's words for a modifier that it does not have. */
export function unsupported(modifier: string): string {
  return `unsupported modifier (${modifier}) in substitution`;
}

/** Evaluates `${name-operand}` and all other modifiers but replacements. */
export function choose(
  name: string,
  operator: string,
  variable: Variable | undefined,
  operand: Piece,
): Result<Piece> {
  const modifier = operator.at(-1) ?? '';
  if (!'-+?#%'.includes(modifier)) return fail(unsupported(operator));
  if (variable && 'unknown' in variable) {
    return succeed({ text: '', unknown: variable.unknown });
  }
  const value = variable?.value ?? '';
  const counts = variable !== undefined && !(operator.startsWith(':') && value === '');
  switch (modifier) {
    case '-':
      return succeed(counts ? { text: value, unknown: undefined } : operand);
    case '+':
      return succeed(counts ? operand : NOTHING);
    case '?': {
      if (counts) return succeed({ text: value, unknown: undefined });
      if (operand.unknown !== undefined) return succeed(operand);
      const state = variable ? 'empty' : 'unset';
      return fail(`${name}: ${operand.text || `is not allowed to be ${state}`}`);
    }
    default: {
      if (operand.unknown !== undefined) return succeed(operand);
      return known(trimMatch(value, operand.text, modifier === '#' ? '#' : '%'));
    }
  }
}

/** Evaluates `${name/pattern/replacement}` and `${name//pattern/replacement}`. */
export function replace(
  operator: string,
  variable: Variable | undefined,
  pattern: Piece,
  replacement: Piece,
): Result<Piece> {
  const unknown =
    variable && 'unknown' in variable ? variable.unknown : (pattern.unknown ?? replacement.unknown);
  if (unknown !== undefined) return succeed({ text: '', unknown });
  const value = variable && 'value' in variable ? variable.value : '';
  const substitute = operator === '//' ? replaceAll : replaceFirst;
  return known(substitute(value, pattern.text, replacement.text));
}

function known(result: Result<string | undefined>): Result<Piece> {
  if (!result.ok) return result;
  const text = result.value;
  return succeed(
    text === undefined ? { text: '', unknown: TOO_COSTLY } : { text, unknown: undefined },
  );
}
