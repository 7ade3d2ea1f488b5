import type { Span } from '../../text.ts';
import { isBlank, skipSeparators, skipWord } from './blank.ts';
import { sourceSpan, wordAt, type LogicalLine, type Word } from './logicalLine.ts';

/** Splits `[start, end)` of a line at separators, without regard to quotes (FROM, COPY, EXPOSE, …). */
export function splitAtBlanks(line: LogicalLine, start: number, end: number): readonly Word[] {
  const words: Word[] = [];
  for (let at = skipSeparators(line.text, start, end); at < end;) {
    const wordEnd = skipWord(line.text, at, end);
    words.push(wordAt(line, at, wordEnd));
    at = skipSeparators(line.text, wordEnd, end);
  }
  return words;
}

/**
 * Splits `[start, end)` of a line at blanks that are not quoted or escaped (ARG, ENV, LABEL) and
 * gives the words as spans of the joined text; quotes and escapes stay. BuildKit 0.32,
 * frontend/dockerfile/parser/line_parsers.go, parseWords.
 */
export function splitQuoted(
  line: LogicalLine,
  start: number,
  end: number,
  escape: string,
): readonly Span[] {
  const { text } = line;
  const words: Span[] = [];
  let at = start;
  for (;;) {
    while (at < end && isBlank(text.charCodeAt(at))) at += 1;
    if (at >= end) return words;
    const from = at;
    let quote = '';
    for (; at < end; at += 1) {
      const character = text.charAt(at);
      if (quote === '' && isBlank(text.charCodeAt(at))) break;
      if (character === quote) quote = '';
      else if (quote === '' && (character === "'" || character === '"')) quote = character;
      else if (character === escape && quote !== "'") at += 1;
    }
    // An escape character in front of the end is dropped.
    const lonely = at > end;
    at = Math.min(at, end);
    const to = lonely ? end - 1 : at;
    if (to > from) words.push({ start: from, end: to });
  }
}

/** The strings of a JSON array (exec form), or why it is none. */
export type ExecForm = readonly Word[] | 'not an array' | 'not only strings';

/** Reads `[start, end)` of a line, which does not begin with a blank, as a JSON array of strings. */
export function readExecForm(line: LogicalLine, start: number, end: number): ExecForm {
  if (line.text[start] !== '[') return 'not an array';
  let values: readonly unknown[];
  try {
    values = JSON.parse(line.text.slice(start, end)) as unknown[];
  } catch {
    return 'not an array';
  }
  if (!values.every((value) => typeof value === 'string')) return 'not only strings';
  let at = start;
  return values.map((text) => {
    const open = line.text.indexOf('"', at);
    let close = open + 1;
    while (line.text[close] !== '"') close += line.text[close] === '\\' ? 2 : 1;
    at = close + 1;
    return { text, span: sourceSpan(line, open + 1, close) };
  });
}
