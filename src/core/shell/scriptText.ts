import { joinLine, type LogicalLine } from '../dockerfile/syntax/logicalLine.ts';
import {
  continuationAt,
  isComment,
  isEmpty,
  lineAt,
  type SourceLine,
} from '../dockerfile/syntax/sourceLine.ts';
import type { Span } from '../text.ts';

/** Which lines of a Dockerfile do not reach the shell, and what joins the others. */
export interface Joining {
  /** The Dockerfile's escape character. */
  readonly escape: string;
  /**
   * Where the joined lines end: here-documents follow, which the shell gets as they are. The end of
   * the span when there are none.
   */
  readonly end?: number;
}

/**
 * The text that a shell gets of a stretch of a Dockerfile: continued lines are joined, and comments and
 * empty lines between them are left out (BuildKit 0.32, frontend/dockerfile/parser/parser.go).
 */
export function joinScript(source: string, span: Span, { escape, end }: Joining): LogicalLine {
  const joinedEnd = Math.min(end ?? span.end, span.end);
  const pieces: Span[] = [];
  for (let at = span.start; at < joinedEnd;) {
    const line = cut(lineAt(source, at), joinedEnd);
    const isFirst = at === span.start;
    at = line.next;
    if (!isFirst && (isComment(source, line) || isEmpty(source, line))) continue;
    pieces.push({ start: line.start, end: continuationAt(source, line, escape) ?? line.end });
  }
  if (joinedEnd < span.end) pieces.push({ start: joinedEnd, end: span.end });
  return joinLine(source, pieces);
}

function cut({ start, end, next }: SourceLine, limit: number): SourceLine {
  return { start, end: Math.min(end, limit), next: Math.min(next, limit) };
}

const JSON_ESCAPES: ReadonlyMap<string, string> = new Map(
  Object.entries({ b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }),
);

/**
 * The text of a JSON string, and where its characters are written.
 *
 * @param span of what stands between its quotes
 */
export function decodeJsonString(source: string, span: Span, escape: string): LogicalLine {
  const written = joinScript(source, span, { escape });
  const texts: string[] = [];
  const pieces: { at: number; source: number }[] = [];
  let length = 0;
  for (const [index, piece] of written.pieces.entries()) {
    const end = written.pieces[index + 1]?.at ?? written.text.length;
    for (let at = piece.at; at < end;) {
      const { text, next } = readRun(written.text, at, end);
      pieces.push({ at: length, source: piece.source + at - piece.at });
      texts.push(text);
      length += text.length;
      at = next;
    }
  }
  return { text: texts.join(''), pieces };
}

/** Reads an escape, or what stands in front of the next one. */
function readRun(text: string, at: number, end: number): { text: string; next: number } {
  if (text[at] !== '\\') {
    const escape = text.indexOf('\\', at);
    const next = escape === -1 ? end : Math.min(escape, end);
    return { text: text.slice(at, next), next };
  }
  const letter = text.charAt(at + 1);
  if (letter !== 'u') return { text: JSON_ESCAPES.get(letter) ?? letter, next: at + 2 };
  const code = Number.parseInt(text.slice(at + 2, at + 6), 16);
  return { text: String.fromCharCode(Number.isNaN(code) ? 0xfffd : code), next: at + 6 };
}
