import { parsePlatform } from '../platform/platform.ts';
import { bakePlatformWords } from './bakeWords.ts';
import { buildxPlatforms, isBuildersOwn } from './buildxPlatforms.ts';
import type { YamlWord } from './composeServices.ts';
import { targetLines } from './declarationLines.ts';

/**
 * The words that should be platforms in a file that has the name of one for bake. Only `docker-bake…` is one whatever it
 * says; others are where they declare a target.
 *
 * @param file its name, with or without folders
 */
export function bakePlatforms(text: string, file: string): readonly YamlWord[] {
  const words = bakePlatformWords(text).filter(
    ({ resolved = '' }) => !isBuildersOwn(resolved) && !isList(resolved),
  );
  const isOne = /(?:^|[/\\])docker-bake[^/\\]{0,255}$/.test(file);
  return words.length > 0 && (isOne || targetLines(text).size > 0) ? words : [];
}

/** Whether a word is a list of platforms, all of which are some. */
function isList(word: string): boolean {
  return word.includes(',') && buildxPlatforms([word]).every((each) => parsePlatform(each).ok);
}
