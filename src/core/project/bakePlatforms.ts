import { bakePlatformWords } from './bakeWords.ts';
import type { YamlWord } from './composeServices.ts';
import { targetLines } from './declarationLines.ts';

/** The words that should be platforms in a file that has the name of one for bake; none where it declares no target. */
export function bakePlatforms(text: string): readonly YamlWord[] {
  const words = bakePlatformWords(text);
  return words.length > 0 && targetLines(text).size > 0 ? words : [];
}
