import { fail, succeed, type Result } from '../result.ts';

/** What is left of a statement without the lists of its predicate. */
export interface SkimmedJson {
  /** UTF-8, in pieces: the same JSON, with `[]` for each list that was left out. */
  readonly pieces: readonly Uint8Array[];
  /** How many entries these lists have, by the name of the predicate's member. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Reads a statement piece by piece. */
export interface JsonSkimmer {
  /** Takes the next bytes, which must not change afterwards. */
  take(bytes: Uint8Array): void;
  finish(): Result<SkimmedJson>;
}

/** Real statements have some twenty levels; parsing very deep ones takes seconds. */
const maxDepth = 500;

/** Names of members that are remembered have as many bytes at most. */
const maxName = 64;

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Makes a reader that counts the entries of the lists of a predicate (`predicate.packages`, …) instead of
 * keeping them: an SBOM is megabytes of which a number is wanted. It takes any bytes, in linear time and
 * without growing; whether what is left is JSON, its parser tells.
 */
export function createJsonSkimmer(): JsonSkimmer {
  const pieces: Uint8Array[] = [];
  const counts = new Map<string, number>();
  let depth = 0;
  let deepest = 0;
  let inString = false;
  let escaped = false;
  /** Bytes of the last string near the root. */
  let word: number[] = [];
  /** Names that lead to where the reader is, of the first two levels. */
  let [outer, inner] = ['', ''];
  /** Whether a value may follow, of which the name is `inner`. */
  let afterName = false;
  let skipped: { entries: number; isEmpty: boolean } | undefined;

  function text(byte: number): void {
    if (escaped) escaped = false;
    else if (byte === backslash) escaped = true;
    else if (byte === quote) inString = false;
    if (inString && depth <= 2 && word.length < maxName) word.push(byte);
  }

  return {
    take(bytes) {
      let start = skipped === undefined ? 0 : bytes.length;
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at] ?? 0;
        if (inString) {
          text(byte);
          continue;
        }
        if (byte <= 0x20) continue;
        if (skipped && byte !== closeList) skipped.isEmpty = false;
        switch (byte) {
          case quote:
            inString = true;
            if (depth <= 2) word = [];
            break;
          case colon:
            if (depth === 1) outer = String.fromCharCode(...word);
            if (depth === 2) inner = String.fromCharCode(...word);
            afterName = depth === 2 && outer === 'predicate';
            continue;
          case comma:
            if (skipped && depth === 3) skipped.entries++;
            break;
          case openList:
          case openObject:
            depth++;
            deepest = Math.max(deepest, depth);
            if (byte === openList && afterName && !skipped) {
              pieces.push(bytes.subarray(start, at + 1));
              skipped = { entries: 1, isEmpty: true };
            }
            break;
          case closeList:
          case closeObject:
            if (skipped && depth === 3) {
              counts.set(inner, skipped.isEmpty ? 0 : skipped.entries);
              skipped = undefined;
              start = at;
            } else if (skipped) skipped.isEmpty = false;
            depth--;
            break;
        }
        afterName = false;
      }
      if (skipped === undefined) pieces.push(bytes.subarray(start));
    },
    finish() {
      if (deepest > maxDepth) return fail(`it has more than ${maxDepth} levels`);
      return succeed({ pieces, counts });
    },
  };
}
