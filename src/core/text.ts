/** A half-open interval of UTF-16 offsets into a text: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place in a text: zero-based line and UTF-16 character, as in LSP. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A half-open stretch of text between two positions, as in LSP. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Where the offsets of a text stand. */
export interface Places {
  /** Position of an offset; offsets outside the text are moved to its nearest end. */
  position(offset: number): Position;
  /** Offset of a position; places behind the end of a line or of the text are moved to it. */
  offset(position: Position): number;
  /** Range of a span. */
  range(span: Span): Range;
}

/**
 * Converts offsets to positions; built once per text. Lines end with LF or CRLF; a lone CR does not
 * end a line, because BuildKit splits at LF only.
 */
export class LineIndex implements Places {
  readonly #starts: number[] = [0];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
      this.#starts.push(at + 1);
    }
  }

  position(offset: number): Position {
    const target = Math.min(Math.max(offset, 0), this.#length);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= target) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: target - (this.#starts[low] ?? 0) };
  }

  offset({ line, character }: Position): number {
    const start = this.#starts[line];
    if (start === undefined) return this.#length;
    const next = this.#starts[line + 1];
    return Math.min(start + character, next === undefined ? this.#length : next - 1);
  }

  range(span: Span): Range {
    return { start: this.position(span.start), end: this.position(span.end) };
  }
}
