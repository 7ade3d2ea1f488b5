import type { Piece } from './pieces.ts';

/** The pieces of a file that are not in its next version. */
export interface ChangedPart {
  /** Index of the first one. */
  readonly first: number;
  /** Index of the first one behind them. */
  readonly next: number;
  /** What stands in their place. */
  readonly text: string;
  /** How many lines they began or had, an empty one at the end included. */
  readonly lines: number;
  /** Whether they go up to the end of the file. */
  readonly isLast: boolean;
}

/**
 * What a change of a text touches: the pieces in which something is different, and those next to which it is.
 * Undefined when there are no pieces, or no change.
 */
export function changedPart(
  before: string,
  after: string,
  pieces: readonly Piece[],
): ChangedPart | undefined {
  if (before === after || pieces.length === 0) return undefined;
  const same = sameInFront(before, after);
  const sameBehind = sameAtEnd(before, after, same);
  const changedEnd = before.length - sameBehind;
  let first = -1;
  let next = 0;
  let firstStart = 0;
  let lastEnd = 0;
  let end = 0;
  for (const [index, piece] of pieces.entries()) {
    const start = end;
    end += piece.end - piece.start;
    if (end < same) continue;
    if (start > changedEnd) break;
    if (first === -1) {
      first = index;
      firstStart = start;
    }
    next = index + 1;
    lastEnd = end;
  }
  const own = before.slice(firstStart, lastEnd);
  const text = after.slice(firstStart, lastEnd + after.length - before.length);
  return { first, next, text, lines: own.split('\n').length, isLast: next === pieces.length };
}

/** How many characters are compared at once, as long as they are the same. */
const block = 4_096;

function sameInFront(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at + block <= most && a.startsWith(b.slice(at, at + block), at)) at += block;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at;
}

/** @param taken how many characters in front are the same, and do not count again */
function sameAtEnd(a: string, b: string, taken: number): number {
  const most = Math.min(a.length, b.length) - taken;
  let count = 0;
  while (
    count + block <= most &&
    a.endsWith(b.slice(b.length - count - block, b.length - count), a.length - count)
  ) {
    count += block;
  }
  while (
    count < most &&
    a.charCodeAt(a.length - 1 - count) === b.charCodeAt(b.length - 1 - count)
  ) {
    count += 1;
  }
  return count;
}
