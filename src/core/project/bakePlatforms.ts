import { bakePlatformWords } from './bakeWords.ts';
import type { YamlWord } from './composeServices.ts';
import { targetLines } from './declarationLines.ts';

/**
 * The words that should be platforms in a file that has the name of one for bake. Only `docker-bake…` is one whatever it
 * says; others are where they declare a target.
 *
 * @param file its name, with or without folders
 */
export function bakePlatforms(text: string, file: string): readonly YamlWord[] {
  const words = bakePlatformWords(text);
  const isOne = /(?:^|[/\\])docker-bake[^/\\]{0,255}$/.test(file);
  return words.length > 0 && (isOne || targetLines(text).size > 0) ? words : [];
}
