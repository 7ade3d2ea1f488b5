import type { Span } from '../text.ts';
import type { ShellWord } from './script.ts';

/** A stretch of a word that stands in the file as the shell sees it: nothing in it is expanded. */
export interface WordPiece {
  readonly text: string;
  /** Offset into the file of its first character. */
  readonly start: number;
  /** Whether a variable that is put in its place would be expanded. */
  readonly quoting: 'none' | 'double' | 'single';
}

/**
 * The parts of a word between quotes, escapes, continuations and expansions, in order. Undefined where a
 * substitution holds more than plain commands, so that what belongs to the word cannot be told. Linear.
 *
 * @param text of the file
 */
export function wordPieces(
  text: string,
  word: Pick<ShellWord, 'span' | 'variables' | 'commands'>,
  escape: string,
): readonly WordPiece[] | undefined {
  if (word.commands.some(({ branch }) => branch?.kind === 'case')) return undefined;
  const skipped: readonly Span[] = [...word.variables, ...word.commands]
    .map(({ span }) => span)
    .sort((a, b) => a.start - b.start);
  const pieces: WordPiece[] = [];
  let quoting = 'none' as WordPiece['quoting'];
  let from = word.span.start;
  let next = 0;
  let at = from;
  const cut = (to: number) => {
    if (at > from) pieces.push({ text: text.slice(from, at), start: from, quoting });
    at = to;
    from = to;
  };
  while (at < word.span.end) {
    const span = skipped[next];
    if (span && at >= span.start) {
      next += 1;
      if (span.end > at) cut(span.end);
      continue;
    }
    const character = text[at];
    const isContinued = character === escape && /[\r\n]/.test(text[at + 1] ?? '');
    if (isContinued) cut(textAfter(text, at));
    else if (quoting === 'single') {
      if (character === "'") leave('none');
      else at += 1;
    } else if (character === '\\') cut(at + 2);
    else if (character === '"') leave(quoting === 'double' ? 'none' : 'double');
    else if (character === "'" && quoting === 'none') leave('single');
    else at += 1;
  }
  at = Math.min(at, word.span.end);
  cut(at);
  return pieces;

  function leave(into: WordPiece['quoting']): void {
    cut(at + 1);
    quoting = into;
  }
}

/** Where an instruction goes on behind a continuation: comments and empty lines between are left out. */
function textAfter(text: string, at: number): number {
  for (let feed = text.indexOf('\n', at); feed !== -1; feed = text.indexOf('\n', feed + 1)) {
    const line = text.slice(feed + 1, feed + 1 + MAX_INDENT);
    if (!/^[ \t]*(?:#|\r?\n)/.test(line)) return feed + 1;
  }
  return text.length;
}

/** Far more than anybody indents a comment, so that many long lines of blanks cost no more. */
const MAX_INDENT = 200;
