import { fail, succeed, type Result } from '../../result.ts';

/** One step of a shell pattern: a character that stands for itself, `?` or `*`. */
type PatternToken = { readonly literal: string } | 'any' | 'star';

/** How far a `*` reaches: as short or as long as it can be. */
export type Reach = 'shortest' | 'longest';

/**
 * Real values and patterns have a few dozen characters each. What is longer is given up: hostile
 * ones, a thousand times over, would take minutes.
 */
const MAX_PATTERN = 1_000;

/** Positions times tokens that one match may take. */
const MAX_STEPS = 65_536;

/** Whether a match is given up because value and pattern are too long for each other. */
export function isTooLongToMatch(value: string, pattern: string): boolean {
  return pattern.length > MAX_PATTERN || (value.length + 1) * (pattern.length + 1) > MAX_STEPS;
}

/** Finds the end of the match that begins at a position, if there is one. Counts characters. */
export type Matcher = (start: number) => number | undefined;

/**
 * Reads a shell pattern without `[]`, as BuildKit 0.32 does (frontend/dockerfile/shell/lex.go,
 * convertShellPatternToRegex): a backslash takes `*`, `?` and itself literally and disappears before
 * `}` and `/`; anything else after it is an error. Wildcards do not match a line feed.
 */
export function parsePattern(text: string): Result<readonly PatternToken[]> {
  const characters = Array.from(text);
  const tokens: PatternToken[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character === '*') tokens.push('star');
    else if (character === '?') tokens.push('any');
    else if (character === '\\') {
      const next = characters[at + 1];
      if (next === '}' || next === '/') continue;
      if (next !== '*' && next !== '?' && next !== '\\') {
        return fail(
          `invalid pattern (${text}) in substitution: invalid escape '\\${next ?? '\ufffd'}'`,
        );
      }
      tokens.push({ literal: next });
      at += 1;
    } else tokens.push({ literal: character });
  }
  return succeed(tokens);
}

/**
 * Prepares a pattern for a value, given as an array of characters. All positions are worked out at
 * once, so that no input makes it backtrack.
 */
export function matcher(
  tokens: readonly PatternToken[],
  value: readonly string[],
  reach: Reach,
): Matcher {
  const length = value.length;
  const width = length + 1;
  // ends[token * width + at]: 1 + the end of the match of the rest of the pattern from there, or 0.
  const ends = new Uint32Array(width * (tokens.length + 1));
  for (let at = 0; at <= length; at += 1) ends[tokens.length * width + at] = at + 1;
  for (let step = tokens.length - 1; step >= 0; step -= 1) {
    const token = tokens[step];
    const rest = (step + 1) * width;
    for (let at = length; at >= 0; at -= 1) {
      const here = ends[rest + at] ?? 0;
      const character = value[at];
      const after = character === undefined ? 0 : (ends[rest + at + 1] ?? 0);
      let end: number;
      if (token === 'star') {
        const further =
          character === undefined || character === '\n' ? 0 : (ends[step * width + at + 1] ?? 0);
        end = reach === 'longest' ? further || here : here || further;
      } else if (token === 'any') end = character === '\n' ? 0 : after;
      else end = token !== undefined && token.literal === character ? after : 0;
      ends[step * width + at] = end;
    }
  }
  return (start) => {
    const end = ends[start] ?? 0;
    return end === 0 ? undefined : end - 1;
  };
}
