import { quote } from '../platform/quote.ts';
import { fail, succeed, type Result } from '../result.ts';
import { lexWord, type Lexed, type Lexing, type LookUp } from './expansion/lexer.ts';
import type { Variable } from './expansion/modifiers.ts';

/** A word with its variables replaced and its quotes and escapes removed. */
export interface Expansion {
  readonly text: string;
  /** Names that were used and are set, each once, sorted. */
  readonly matched: readonly string[];
  /** Names that were used and are not set, each once, sorted. */
  readonly unmatched: readonly string[];
}

/** An expansion over variables that may be unknown. */
export interface ScopedExpansion extends Expansion {
  /** Why the text is not known; `text` is meaningless then. */
  readonly unknown?: string;
}

/**
 * Expands one word as BuildKit 0.32 does (frontend/dockerfile/shell/lex.go, ProcessWordWithMatches):
 * `$NAME`, `${NAME}` and the modifiers `-` `:-` `+` `:+` `?` `:?` `#` `##` `%` `%%` `/` `//`, single
 * and double quotes, escapes. Takes linear time and never throws; a failure has BuildKit's message.
 *
 * @param escape the Dockerfile's escape character: a backslash or a backtick
 */
export function expandWord(
  word: string,
  environment: Readonly<Record<string, string>>,
  escape = '\\',
): Result<Expansion> {
  const expanded = expandIn(
    word,
    (name) => {
      const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
      return value === undefined ? undefined : { value };
    },
    { escape },
  );
  if (expanded.ok && expanded.value.unknown !== undefined) return fail(expanded.value.unknown);
  return expanded;
}

/** Whether a word stands for itself, as most do: it holds nothing to expand or to remove. */
export function isPlain(word: string): boolean {
  return !/[$'"\\`\ufeff]/.test(word);
}

/** What {@link expandWord} does, over variables that may be unknown, for when only the value counts. */
export function valueIn(word: string, lookUp: LookUp, lexing: Lexing): Result<Variable> {
  if (isPlain(word)) return succeed({ value: word });
  const lexed = lex(word, lookUp, lexing);
  if (!lexed.ok) return lexed;
  const { text, unknown } = lexed.value;
  return succeed(unknown === undefined ? { value: text } : { unknown });
}

/** What {@link expandWord} does, over variables that may be unknown. */
export function expandIn(word: string, lookUp: LookUp, lexing: Lexing): Result<ScopedExpansion> {
  if (isPlain(word)) return succeed({ text: word, matched: [], unmatched: [] });
  const lexed = lex(word, lookUp, lexing);
  if (!lexed.ok) return lexed;
  const { text, unknown, matched, unmatched } = lexed.value;
  return succeed({
    text,
    matched: [...new Set(matched)].sort(),
    unmatched: [...new Set(unmatched)].sort(),
    ...(unknown === undefined ? {} : { unknown }),
  });
}

function lex(word: string, lookUp: LookUp, lexing: Lexing): Result<Lexed> {
  const lexed = lexWord(word, lookUp, lexing);
  if (lexed.ok) return lexed;
  return fail(`failed to process ${quote(word)}: ${lexed.problem.message}`);
}
