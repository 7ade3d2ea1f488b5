import { succeed, type Result } from '../../result.ts';
import type { Span } from '../../text.ts';
import { lexWord } from '../expansion/lexer.ts';
import { quote } from '../../platform/quote.ts';

/** What a `<<NAME` on an instruction's line announces. */
export interface HeredocMark {
  readonly name: string;
  readonly fileDescriptor: number;
  /** Whether variables in the body are expanded: no part of the name is quoted. */
  readonly expand: boolean;
  /** `<<-`: tabs in front of the lines are dropped. */
  readonly chomp: boolean;
}

/** A heredoc with its body. */
export interface Heredoc extends HeredocMark {
  /** The lines, with their line ends. */
  readonly content: string;
  readonly contentSpan: Span;
}

const MARK = /^([0-9]*)<<(-?)[\t\n\f\r ]*([^<\t\n\f\r ][^<]*)?$/;

/** What most heredocs begin with, e.g. `<<EOF`. */
const PLAIN_MARK = /^<<[A-Za-z0-9_.][A-Za-z0-9_.-]*$/;

/** Most names need no reading: neither quotes nor escapes nor variables are in them. */
const PLAIN_NAME = /^[A-Za-z0-9_.-]+$/;

/**
 * Finds the heredocs that a joined line announces (BuildKit 0.32, frontend/dockerfile/parser/parser.go,
 * heredocsFromLine). Whatever the file's escape character is, a backslash escapes here.
 */
export function findHeredocs(line: string): Result<readonly HeredocMark[]> {
  if (!line.includes('<<')) return succeed([]);
  const words = lexWord(line, () => undefined, {
    escape: '\\',
    quotes: 'kept',
    escapes: 'kept',
    unset: 'kept',
    split: true,
  });
  const marks: HeredocMark[] = [];
  // A line that cannot be split, e.g. for an open quote, has none.
  for (const word of words.ok ? words.value.words : []) {
    const mark = readMark(word);
    if (!mark.ok) return mark;
    if (mark.value) marks.push(mark.value);
  }
  return succeed(marks);
}

/** Reads one word as a heredoc's mark; the value is `undefined` when it is none. */
export function readMark(word: string): Result<HeredocMark | undefined> {
  if (!word.includes('<<')) return succeed(undefined);
  if (PLAIN_MARK.test(word)) {
    return succeed({ fileDescriptor: 0, chomp: false, name: word.slice(2), expand: true });
  }
  const [, descriptor = '', dash, rest = ''] = MARK.exec(word) ?? [];
  if (rest === '') return succeed(undefined);
  const mark = { fileDescriptor: Number(descriptor), chomp: dash === '-' };
  if (PLAIN_NAME.test(rest)) return succeed({ ...mark, name: rest, expand: true });
  const bare = splitMark(rest, 'removed');
  if (!bare.ok) return bare;
  const [name, ...more] = bare.value;
  if (name === undefined || more.length > 0) return succeed(undefined);
  const kept = splitMark(rest, 'kept');
  if (!kept.ok) return kept;
  return succeed({
    ...mark,
    name,
    expand: countQuotes(name) === countQuotes(kept.value.join(' ')),
  });
}

function splitMark(rest: string, quotes: 'removed' | 'kept'): Result<readonly string[]> {
  const lexed = lexWord(rest, () => undefined, {
    escape: '\\',
    quotes,
    unset: 'kept',
    split: true,
  });
  if (lexed.ok) return succeed(lexed.value.words);
  const message = `failed to process ${quote(rest)}: ${lexed.problem.message}`;
  return { ok: false, problem: { message } };
}

function countQuotes(text: string): number {
  return text.split(/['"]/).length - 1;
}
