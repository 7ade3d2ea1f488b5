import { readClass, type CharacterClass } from './characterClass.ts';
import { inFolder } from './pathMachine.ts';

/**
 * Reads what stands for one character in a pattern of Go (Go 1.25, path/filepath/match.go), which is all but stars: `?`,
 * a class, or a character that means itself, also with `\` in front. Undefined for what Go refuses.
 *
 * @param characters of a pattern
 * @param at where it stands
 */
export function readGoCharacter(
  characters: readonly string[],
  at: number,
): CharacterClass | undefined {
  const first = characters[at];
  if (first === '?') return { takes: inFolder, end: at + 1 };
  if (first === '[') return readClass(characters, at);
  const written = first === '\\' ? at + 1 : at;
  const literal = characters[written];
  return literal === undefined
    ? undefined
    : { takes: (each) => each === literal, end: written + 1 };
}
