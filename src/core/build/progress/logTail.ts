const mostLines = 500;
const longestLine = 8_000;

/** The end of what a step printed: at most 500 lines of 8,000 characters. */
export class LogTail {
  #lines: string[] = [];
  #open = '';
  #dropped = 0;
  #size = 0;

  /** Takes the next piece of output; it may begin and end within a line. */
  add(text: string): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#close(text.slice(from, end));
      from = end + 1;
    }
    if (this.#open.length < longestLine) {
      const part = text.slice(from, from + longestLine);
      this.#open += part;
      this.#size += part.length;
    }
  }

  /** Characters that are kept. */
  size(): number {
    return this.#size;
  }

  /** Keeps nothing of what came so far. */
  clear(): void {
    this.#dropped += this.#lines.length + (this.#open === '' ? 0 : 1);
    this.#lines = [];
    this.#open = '';
    this.#size = 0;
  }

  /** What is left, oldest first; the last line may not be complete. */
  lines(): readonly string[] {
    const lines = this.#lines.slice(-mostLines);
    return this.#open === '' ? lines : [...lines, shown(this.#open)];
  }

  /** How many lines came before them. */
  dropped(): number {
    return this.#dropped + Math.max(0, this.#lines.length - mostLines);
  }

  #close(rest: string): void {
    const line = shown(this.#open + rest.slice(0, longestLine));
    this.#lines.push(line);
    this.#size += line.length - this.#open.length;
    this.#open = '';
    // Dropping half at a time keeps the cost of a line constant.
    if (this.#lines.length > 2 * mostLines) {
      this.#dropped += this.#lines.length - mostLines;
      this.#lines = this.#lines.slice(-mostLines);
      this.#size = this.#lines.reduce((sum, { length }) => sum + length, 0);
    }
  }
}

/** Of a line that a program wrote over and over, as progress bars do, the last state. */
function shown(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return text.slice(text.lastIndexOf('\r') + 1).slice(0, longestLine);
}
