import type { Span } from '../../text.ts';

/** A word as BuildKit has it (continuations joined), and where it is written. */
export interface Word {
  readonly text: string;
  readonly span: Span;
}

/** Where a piece of a joined line comes from. */
interface Piece {
  /** Offset in the joined text. */
  readonly at: number;
  /** Offset in the file. */
  readonly source: number;
}

/** An instruction's lines, joined: without the escape characters, line ends and comments between. */
export interface LogicalLine {
  readonly text: string;
  /** In order, the first one at 0. */
  readonly pieces: readonly Piece[];
}

/** Joins pieces `[start, end)` of a file to a line. */
export function joinLine(source: string, spans: readonly Span[]): LogicalLine {
  const [only] = spans;
  if (only !== undefined && spans.length === 1) {
    const text = source.slice(only.start, only.end);
    return { text, pieces: [{ at: 0, source: only.start }] };
  }
  let at = 0;
  const pieces = spans.map(({ start, end }): Piece => {
    const piece = { at, source: start };
    at += end - start;
    return piece;
  });
  const texts = spans.map(({ start, end }) => source.slice(start, end));
  return { text: texts.join(''), pieces };
}

/** Where `[start, end)` of a joined line is written; spans the continuations between. */
export function sourceSpan(line: LogicalLine, start: number, end: number): Span {
  if (end <= start) {
    const source = sourceOffset(line, start);
    return { start: source, end: source };
  }
  return { start: sourceOffset(line, start), end: sourceOffset(line, end - 1) + 1 };
}

function sourceOffset({ pieces }: LogicalLine, offset: number): number {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const piece = pieces[low];
  return piece ? piece.source + offset - piece.at : offset;
}

/** The word `[start, end)` of a joined line. */
export function wordAt(line: LogicalLine, start: number, end: number): Word {
  return { text: line.text.slice(start, end), span: sourceSpan(line, start, end) };
}
