import assert from 'node:assert/strict';
import type { Range, Span } from '../../src/core/text.ts';

/** Fails unless a span lies in the text. */
export function checkSpan({ start, end }: Span, text: string): void {
  assert.ok(0 <= start && start <= end && end <= text.length, `span ${start}–${end}`);
}

/** Fails unless a range lies in the lines, and ends where it begins or later. */
export function checkRange({ start, end }: Range, lines: readonly string[]): void {
  const isInside = (line: number, character: number) =>
    line >= 0 && character >= 0 && character <= (lines[line]?.length ?? -1);
  assert.ok(isInside(start.line, start.character), `start ${JSON.stringify(start)}`);
  assert.ok(isInside(end.line, end.character), `end ${JSON.stringify(end)}`);
  assert.ok(start.line < end.line || (start.line === end.line && start.character <= end.character));
}
