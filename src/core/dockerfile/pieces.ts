import type { LineIndex, Places, Position, Range, Span } from '../text.ts';

/** An instruction with all that stands above it, up to the one before, and where it was written. */
export interface Piece {
  /** What was written together with it: where that begins, and its lines. */
  readonly writing: { readonly at: number; readonly lines: LineIndex };
  /** Offsets into all that was written. */
  readonly start: number;
  readonly end: number;
  /** Zero-based, in the file. */
  readonly line: number;
  /** The same line, counted from the one in which its writing begins. */
  readonly ownLine: number;
}

/** The places of a file that consists of pieces of what was written. What is in none of them is at its end. */
export class PiecePlaces implements Places {
  /** In the order of the file. */
  readonly #pieces: readonly Piece[];
  /** In the order of writing; made when it is first needed. */
  #written: readonly Piece[] | undefined;

  /** @param pieces at least one */
  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  position(offset: number): Position {
    if (offset <= 0) return { line: 0, character: 0 };
    this.#written ??= this.#pieces.toSorted((a, b) => a.start - b.start);
    const piece = lastUpTo(this.#written, ({ start }) => start, offset);
    if (piece === undefined || offset > piece.end) return this.#end();
    return place(piece, offset);
  }

  offset({ line, character }: Position): number {
    const piece = lastUpTo(this.#pieces, (each) => each.line, line);
    if (piece === undefined) return 0;
    const { at, lines } = piece.writing;
    const own = lines.offset({ line: line - piece.line + piece.ownLine, character });
    return Math.min(at + own, piece.end);
  }

  range({ start, end }: Span): Range {
    return { start: this.position(start), end: this.position(end) };
  }

  #end(): Position {
    const last = this.#pieces.at(-1);
    return last ? place(last, last.end) : { line: 0, character: 0 };
  }
}

function place({ writing, line, ownLine }: Piece, offset: number): Position {
  const own = writing.lines.position(offset - writing.at);
  return { line: own.line - ownLine + line, character: own.character };
}

/** The last one whose key is not more than a limit, of those that are sorted by it. */
function lastUpTo(
  pieces: readonly Piece[],
  key: (piece: Piece) => number,
  limit: number,
): Piece | undefined {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const piece = pieces[middle];
    if (piece !== undefined && key(piece) <= limit) low = middle;
    else high = middle - 1;
  }
  return pieces[low];
}
