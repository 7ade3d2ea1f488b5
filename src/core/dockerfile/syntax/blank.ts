/**
 * Whether a UTF-16 code is white space for Go's unicode.IsSpace, which BuildKit's parser uses. Differs
 * from `\s` of JavaScript: U+0085 is white space, U+FEFF is not.
 */
export function isBlank(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return (
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** What separates words of an instruction: BuildKit's parser splits at `[\t\v\f\r ]+` only. */
function isSeparator(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d && code !== 0x0a);
}

/** First offset in `[start, end)` that is not blank, or `end`. */
export function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

/** First offset in `[start, end)` that does not separate words, or `end`. */
export function skipSeparators(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isSeparator(text.charCodeAt(at))) at += 1;
  return at;
}

/** First offset in `[start, end)` that separates words, or `end`. */
export function skipWord(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && !isSeparator(text.charCodeAt(at))) at += 1;
  return at;
}

/** End of `[start, end)` without the blanks at its end. */
export function trimBlanksEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

/** A text without the blanks around it, as Go's strings.TrimSpace. */
export function trimBlanks(text: string): string {
  const end = trimBlanksEnd(text, 0, text.length);
  return text.slice(skipBlanks(text, 0, end), end);
}
