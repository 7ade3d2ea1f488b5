import type { Span } from '../../text.ts';
import { lexWord, type Lexing } from '../expansion/lexer.ts';

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

/** Most names need no reading: neither quotes nor escapes nor variables are in them. */
const PLAIN_NAME = /^[A-Za-z0-9_.-]+$/;

/**
 * Finds the heredocs that a joined line announces (BuildKit 0.32, frontend/dockerfile/parser/parser.go,
 * heredocsFromLine). Whatever the file's escape character is, a backslash escapes here. A line that cannot be
 * split, e.g. for an open quote, has none.
 */
export function findHeredocs(line: string): readonly HeredocMark[] {
  if (!line.includes('<<')) return [];
  const words = split(line, { quotes: 'kept', escapes: 'kept' });
  return words.map(readMark).filter((mark) => mark !== undefined);
}

/** Reads one word as a heredoc's mark; undefined when it is none. */
export function readMark(word: string): HeredocMark | undefined {
  const [, descriptor = '', dash, rest = ''] = MARK.exec(word) ?? [];
  if (rest === '') return undefined;
  const mark = { fileDescriptor: Number(descriptor), chomp: dash === '-' };
  if (PLAIN_NAME.test(rest)) return { ...mark, name: rest, expand: true };
  const [name, ...more] = split(rest, { quotes: 'removed' });
  if (name === undefined || more.length > 0) return undefined;
  const [written = ''] = split(rest, { quotes: 'kept' });
  return { ...mark, name, expand: countQuotes(name) === countQuotes(written) };
}

function split(text: string, how: Pick<Lexing, 'quotes' | 'escapes'>): readonly string[] {
  const lexed = lexWord(text, () => undefined, {
    ...{ escape: '\\', unset: 'kept', split: true },
    ...how,
  });
  return lexed.ok ? lexed.value.words : [];
}

function countQuotes(text: string): number {
  return text.split(/['"]/).length - 1;
}
