import type { Dockerfile } from '../dockerfile/instructions.ts';
import type { Stage } from '../dockerfile/stages.ts';
import type { Span } from '../text.ts';
import type { TextEdit } from './fix.ts';

/**
 * Takes `--platform=…` out of a FROM line, with the blanks behind it, or with its line when it has one
 * for itself. Undefined when the line has no such flag.
 */
export function removePlatformFlag(
  { text, lines }: Dockerfile,
  stage: Stage,
): TextEdit | undefined {
  const flag = stage.from.flags.find(({ name }) => name === 'platform');
  if (flag === undefined) return undefined;
  const own = ownLine(text, flag.span);
  if (own !== undefined) return { range: lines.range(own), newText: '' };
  let { end } = flag.span;
  while (text[end] === ' ' || text[end] === '\t') end += 1;
  return { range: lines.range({ start: flag.span.start, end }), newText: '' };
}

/** The line of a flag, when nothing else stands in it but what continues the instruction. */
function ownLine(text: string, { start, end }: Span): Span | undefined {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  if (lineEnd === -1 || text.slice(lineStart, start).trim() !== '') return undefined;
  return /^[ \t]*[\\`][ \t\r]*$/.test(text.slice(end, lineEnd))
    ? { start: lineStart, end: lineEnd + 1 }
    : undefined;
}

/** Writes another value into a `--platform=…`; quotes around the old one stay. */
export function changePlatformFlag(
  { text, lines }: Dockerfile,
  { platform }: Stage,
  value: string,
): TextEdit | undefined {
  if (platform === undefined) return undefined;
  return { range: lines.range(withoutQuotes(text, platform.span)), newText: value };
}

/** What stands between the quotes, where one pair of them holds it all. */
export function withoutQuotes(text: string, { start, end }: Span): Span {
  const written = text.slice(start, end);
  const inner = /^(["'])([^"']*)\1$/.exec(written)?.[2];
  return inner === undefined ? { start, end } : { start: start + 1, end: end - 1 };
}
