import type { Range } from '../../../../src/core/text.ts';

/** What a range covers in a text whose lines end with LF. */
export function textIn(text: string, { start, end }: Range): string {
  const lines = text.split('\n').slice(start.line, end.line + 1);
  const last = lines.length - 1;
  return lines
    .map((line, index) =>
      line.slice(index === 0 ? start.character : 0, index === last ? end.character : undefined),
    )
    .join('\n');
}
