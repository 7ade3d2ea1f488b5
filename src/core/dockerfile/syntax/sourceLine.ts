import { skipBlanks, trimBlanksEnd } from './blank.ts';

/** A line of the file. */
export interface SourceLine {
  readonly start: number;
  /** Without the LF or CRLF. */
  readonly end: number;
  /** Where the next line begins. */
  readonly next: number;
}

/** The line that begins at an offset. As BuildKit does, all CRs in front of the LF belong to its end. */
export function lineAt(text: string, start: number): SourceLine {
  const feed = text.indexOf('\n', start);
  const next = feed === -1 ? text.length : feed + 1;
  let end = feed === -1 ? text.length : feed;
  while (end > start && text.charCodeAt(end - 1) === 0x0d) end -= 1;
  return { start, end, next };
}

/** Whether a line's first character that is not blank is `#`. */
export function isComment(text: string, { start, end }: SourceLine): boolean {
  const at = skipBlanks(text, start, end);
  return at < end && text[at] === '#';
}

/** Whether nothing but blanks is on a line. */
export function isEmpty(text: string, { start, end }: SourceLine): boolean {
  return skipBlanks(text, start, end) === end;
}

/**
 * Where a line ends that goes on in the next one: in front of the escape character that is its last
 * one, blanks aside. `undefined` when it does not go on. Two escape characters in a row do not count.
 */
export function continuationAt(
  text: string,
  { start, end }: SourceLine,
  escape: string,
): number | undefined {
  let at = end;
  while (at > start && (text[at - 1] === ' ' || text[at - 1] === '\t')) at -= 1;
  if (at === start || text[at - 1] !== escape) return undefined;
  return at - 1 > start && text[at - 2] === escape ? undefined : at - 1;
}

/** Most bytes that BuildKit reads as one line (bufio.MaxScanTokenSize - 1). */
export const MAX_LINE_BYTES = 65_535;

/** Whether a line is longer, in UTF-8, than BuildKit reads. */
export function isTooLong(text: string, { start, next }: SourceLine): boolean {
  const end = text[next - 1] === '\n' ? next - 1 : next;
  if ((end - start) * 3 <= MAX_LINE_BYTES) return false;
  let bytes = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    // A surrogate is half of a character of four bytes.
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code <= 0xdfff ? 2 : 3;
  }
  return bytes > MAX_LINE_BYTES;
}

/** A comment, without its `#` and the blanks around it. */
export function commentText(text: string, { start, end }: SourceLine): string {
  // BuildKit drops the line's first character, whatever it is: an indented comment keeps its `#`.
  const from = skipBlanks(text, Math.min(start + 1, end), end);
  return text.slice(from, trimBlanksEnd(text, from, end));
}
