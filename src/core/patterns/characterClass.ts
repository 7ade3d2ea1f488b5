import type { Takes } from './pathMachine.ts';

/** A class such as `[a-z]`, and where what follows it begins. */
export interface CharacterClass {
  readonly takes: Takes;
  readonly end: number;
}

/**
 * Reads a class of characters as Go does (Go 1.25, path/filepath/match.go): `[abc]`, `[a-z]`, `[^a]`, and `\` in front of
 * a character that means itself. Undefined for what is none, such as a bracket that nobody closes.
 *
 * @param characters of a pattern
 * @param at where the bracket stands
 * @param negations what stands for “none of these”
 */
export function readClass(
  characters: readonly string[],
  at: number,
  negations = '^',
): CharacterClass | undefined {
  let next = at + 1;
  const isNegated = characters[next] !== undefined && negations.includes(characters[next] ?? '');
  if (isNegated) next += 1;
  const ranges: (readonly [low: number, high: number])[] = [];
  while (characters[next] !== ']' || ranges.length === 0) {
    const low = bound();
    const isRange = low !== undefined && characters[next] === '-';
    if (isRange) next += 1;
    const high = isRange ? bound() : low;
    if (low === undefined || high === undefined) return undefined;
    ranges.push([low, high]);
  }
  return {
    takes: (character) => {
      const code = character.codePointAt(0) ?? 0;
      return ranges.some(([low, high]) => low <= code && code <= high) !== isNegated;
    },
    end: next + 1,
  };

  function bound(): number | undefined {
    if (characters[next] === '\\') next += 1;
    else if (characters[next] === '-' || characters[next] === ']') return undefined;
    const found = characters[next]?.codePointAt(0);
    next += 1;
    return found;
  }
}
