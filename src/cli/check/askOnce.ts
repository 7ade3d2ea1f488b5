import type { AskAboutImages, KnownImages } from '../../adapters/workspace/imageQuestions.ts';

/**
 * Asks about each image once, however many ask for it: who asks meanwhile waits for the same answer.
 */
export function askImagesOnce(ask: AskAboutImages): AskAboutImages {
  const images = new Map<string, Promise<KnownImages>>();
  const bases = new Map<string, Promise<KnownImages>>();
  return async (needs) => {
    const missing = {
      images: needs.images.filter((reference) => !images.has(reference)),
      bases: needs.bases.filter(({ key }) => !bases.has(key)),
    };
    if (missing.images.length + missing.bases.length > 0) {
      const answer = ask(missing);
      // Whoever waits for it hears of a failure; who has failed already waits for nothing.
      answer.catch(() => undefined);
      for (const reference of missing.images) images.set(reference, answer);
      for (const { key } of missing.bases) bases.set(key, answer);
    }
    const [ofImages, ofBases] = await Promise.all([
      answers(needs.images, images, (known) => known.images),
      answers(
        needs.bases.map(({ key }) => key),
        bases,
        (known) => known.bases,
      ),
    ]);
    return { images: ofImages, bases: ofBases };
  };
}

/** Asks a question once for each key. */
export function once<Args extends readonly unknown[], T>(
  keyOf: (...args: Args) => string,
  ask: (...args: Args) => Promise<T>,
): (...args: Args) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (...args) => {
    const key = keyOf(...args);
    const answer = known.get(key) ?? ask(...args);
    known.set(key, answer);
    return answer;
  };
}

async function answers<T>(
  keys: readonly string[],
  asked: ReadonlyMap<string, Promise<KnownImages>>,
  of: (known: KnownImages) => ReadonlyMap<string, T>,
): Promise<ReadonlyMap<string, T>> {
  const found = new Map<string, T>();
  for (const key of keys) {
    const known = await asked.get(key);
    const value = known && of(known).get(key);
    if (value !== undefined) found.set(key, value);
  }
  return found;
}
