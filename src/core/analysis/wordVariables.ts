import type { Dockerfile } from '../dockerfile/instructions.ts';
import { sourceSpan } from '../dockerfile/syntax/logicalLine.ts';
import { joinScript } from '../shell/scriptText.ts';
import type { Span } from '../text.ts';

/** A use of a variable that BuildKit expands. */
export interface WordVariable {
  readonly name: string;
  readonly nameSpan: Span;
  /** What follows the name in braces: `:-`, `#`, …; empty when nothing does. */
  readonly operator: string;
}

const NAME = /[\p{L}\p{Nd}_]+/uy;
const OPERATOR = /:?[-+?]|##?|%%?|\/\/?/y;

/**
 * The variables in a word of an instruction, or in a heredoc, as BuildKit 0.32 finds them
 * (frontend/dockerfile/shell/lex.go). What nests in braces is found too. Linear, and total.
 *
 * @param kind in a `heredoc` quotes mean nothing, and only the backslash escapes
 */
export function wordVariables(
  { text: source, escape: fileEscape }: Dockerfile,
  span: Span,
  kind: 'word' | 'heredoc',
): readonly WordVariable[] {
  if (!source.slice(span.start, span.end).includes('$')) return [];
  const isWord = kind === 'word';
  const escape = isWord ? fileEscape : '\\';
  const line = isWord
    ? joinScript(source, span, { escape })
    : { text: source.slice(span.start, span.end), pieces: [{ at: 0, source: span.start }] };
  const { text } = line;
  const found: WordVariable[] = [];
  let isQuoted = false;
  for (let at = 0; at < text.length;) {
    const character = text.charAt(at);
    if (character === escape) at += 2;
    else if (character === '"' && isWord) {
      isQuoted = !isQuoted;
      at += 1;
    } else if (character === "'" && isWord && !isQuoted) {
      const close = text.indexOf("'", at + 1);
      at = close === -1 ? text.length : close + 1;
    } else if (character === '$') {
      const isBraced = text[at + 1] === '{';
      const start = at + (isBraced ? 2 : 1);
      const name = match(NAME, text, start);
      at = start + name.length;
      if (!/^\D/.test(name)) continue;
      found.push({
        name,
        nameSpan: sourceSpan(line, start, at),
        operator: isBraced ? match(OPERATOR, text, at) : '',
      });
    } else at += 1;
  }
  return found;
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
