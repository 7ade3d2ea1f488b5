import type { Dockerfile } from '../dockerfile/instructions.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { LineIndex } from '../text.ts';
import type { TextEdit } from './fix.ts';

/** How lines end in a file. */
export function lineEndOf({ file: text }: Dockerfile): string {
  const feed = text.indexOf('\n');
  return feed > 0 && text[feed - 1] === '\r' ? '\r\n' : '\n';
}

/** A keyword in the case of a stage's FROM. */
export function keywordLike({ from }: Stage, keyword: string): string {
  const { text } = from.keywordWord;
  return text === text.toLowerCase() ? keyword.toLowerCase() : keyword;
}

/** Adds a line below a stage's FROM. */
export function insertAtTop(dockerfile: Dockerfile, stage: Stage, line: string): TextEdit {
  const { end } = stage.from.range;
  return {
    range: { start: end, end },
    newText: `${lineEndOf(dockerfile)}${line}`,
  };
}

const COMMENT = /^[ \t]*#/;

/**
 * Adds a stage of one or more lines above a stage's FROM and the comments that belong to it, with empty
 * lines around it.
 */
export function insertAbove(
  dockerfile: Dockerfile,
  stage: Stage,
  lines: readonly string[],
): TextEdit {
  const { file: text } = dockerfile;
  const places = new LineIndex(text);
  const lineEnd = lineEndOf(dockerfile);
  const own = stage.from.range.start.line;
  let line = own;
  let start = places.offset({ line, character: 0 });
  while (line > 0) {
    const above = places.offset({ line: line - 1, character: 0 });
    if (!COMMENT.test(text.slice(above, start))) break;
    line -= 1;
    start = above;
  }
  // Directives stand at the top of the file, and nothing may come in front of them.
  const position = { line: line === 0 ? own : line, character: 0 };
  const at = places.offset(position);
  const isApart = at === 0 || /(?:^|\n)[ \t]*\r?\n$/.test(text.slice(Math.max(0, at - 200), at));
  return {
    range: { start: position, end: position },
    newText: (isApart ? '' : lineEnd) + [...lines, '', ''].join(lineEnd),
  };
}
