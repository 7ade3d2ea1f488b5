import type { LogicalLine } from '../dockerfile/syntax/logicalLine.ts';

/** Where a scan stands. Those who read share one. */
export interface Cursor {
  readonly line: LogicalLine;
  /** Offset in the line's text. */
  at: number;
  /** Where the text ends that is being read: of the line, or of a here-document within it. */
  end: number;
  /** How many backticks are open around this place. */
  backticks: number;
  /** How many constructs are open around this place. */
  depth: number;
}

/** Deeper than this nothing opens any more: what would nest is read as ordinary characters. */
export const MAX_DEPTH = 100;

/** Whether a text stands at the cursor. */
export function isAt({ line, at, end }: Cursor, text: string): boolean {
  return at + text.length <= end && line.text.startsWith(text, at);
}

/** The character at the cursor or some places behind it; empty at the end. */
export function peek({ line, at, end }: Cursor, ahead = 0): string {
  return at + ahead < end ? line.text.charAt(at + ahead) : '';
}

/** Whether a character ends a word outside quotes; so does the end of the text. */
export function endsWord(character: string): boolean {
  switch (character) {
    case '':
    case ' ':
    case '\t':
    case '\r':
    case '\n':
    case ';':
    case '&':
    case '|':
    case '<':
    case '>':
    case '(':
    case ')':
      return true;
    default:
      return false;
  }
}

/** Moves over blanks, and over line ends that a backslash takes away. */
export function skipSpace(cursor: Cursor): void {
  for (;;) {
    const character = peek(cursor);
    if (character === ' ' || character === '\t' || character === '\r') cursor.at += 1;
    else if (character === '\\' && peek(cursor, 1) === '\n') cursor.at += 2;
    else return;
  }
}

/** The word at the cursor, if it might be a reserved one: nothing is quoted or expanded in it. */
export function keywordAt(cursor: Cursor): string {
  const { line, at, end, backticks } = cursor;
  const length = keywordLength(line.text, at);
  if (length === 0 || length > 'function'.length || at + length > end) return '';
  const next = peek(cursor, length);
  const isOver = endsWord(next) || (next === '`' && backticks > 0);
  return isOver ? line.text.slice(at, at + length) : '';
}

/** How long `{`, `}`, `[[` or a word of small letters is; of a long one that it is too long. */
function keywordLength(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === 0x7b || first === 0x7d) return 1;
  if (first === 0x5b) return text.charCodeAt(at + 1) === 0x5b ? 2 : 0;
  let length = 0;
  while (length <= 'function'.length && isSmallLetter(text.charCodeAt(at + length))) length += 1;
  return length;
}

function isSmallLetter(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

const PARENTHESES = /[ \t]*\([ \t]*\)/y;

/** How long the `()` of a function is at the cursor, with blanks in front; 0 when none is there. */
export function parenthesesAt({ line, at, end }: Cursor): number {
  PARENTHESES.lastIndex = at;
  const length = PARENTHESES.exec(line.text)?.[0].length ?? 0;
  return at + length > end ? 0 : length;
}
