/**
 * The platforms that bake and compose files name, as buildx reads them (v0.29 to 0.36, util/platformutil/parse.go): several
 * may stand in one word, with commas between, and `local` is the builder's own, whichever that is. It names none.
 */
export function buildxPlatforms(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => word.split(',')).filter((word) => !isBuildersOwn(word));
}

/** Whether a word stands for the builder's own platform where buildx reads it. */
export function isBuildersOwn(word: string): boolean {
  return word.toLowerCase() === 'local';
}
