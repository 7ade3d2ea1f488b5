import { peek, type Cursor } from './cursor.ts';
import type { ReadWord } from './wordReader.ts';

/** A here-document that a redirection announces. */
export interface HereDocument {
  readonly delimiter: ReadWord;
  /** `<<-`: tabs in front of the delimiter are dropped. */
  readonly chomp: boolean;
  /** Takes the body: the cursor stands at its start and ends with it. */
  readonly read: (isExpanded: boolean) => void;
}

/** The here-documents whose bodies begin behind the line that is being read. */
export class HereDocuments {
  readonly #cursor: Cursor;
  #announced: HereDocument[] = [];

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  announce(document: HereDocument): void {
    this.#announced.push(document);
  }

  /** Moves over a line end, and over the bodies that follow it. */
  passLineEnd(): void {
    const cursor = this.#cursor;
    cursor.at += 1;
    const announced = this.#announced;
    this.#announced = [];
    for (const document of announced) this.#readBody(document);
  }

  /** Does something in another text, where none is announced. */
  apart(act: () => void): void {
    const announced = this.#announced;
    this.#announced = [];
    act();
    this.#announced = announced;
  }

  #readBody({ delimiter, chomp, read }: HereDocument): void {
    const cursor = this.#cursor;
    const { text } = cursor.line;
    const outerEnd = cursor.end;
    let next = outerEnd;
    let bodyEnd = outerEnd;
    for (let at = cursor.at; at < outerEnd;) {
      const feed = text.indexOf('\n', at);
      const end = feed === -1 ? outerEnd : Math.min(feed, outerEnd);
      if (isDelimiter(text, at, end, delimiter.value, chomp)) {
        bodyEnd = at;
        next = end;
        break;
      }
      at = end + 1;
    }
    const { backticks } = cursor;
    cursor.end = bodyEnd;
    cursor.backticks = 0;
    // A delimiter with a quote or a backslash in it keeps the shell from expanding the body.
    read(!/['"\\]/.test(delimiter.text));
    cursor.at = next;
    cursor.end = outerEnd;
    cursor.backticks = backticks;
    if (peek(cursor) === '\n') cursor.at += 1;
  }
}

function isDelimiter(
  text: string,
  start: number,
  lineEnd: number,
  delimiter: string,
  chomp: boolean,
): boolean {
  let from = start;
  while (chomp && from < lineEnd && text[from] === '\t') from += 1;
  let end = lineEnd;
  while (end > from && text[end - 1] === '\r') end -= 1;
  return end - from === delimiter.length && text.startsWith(delimiter, from);
}
