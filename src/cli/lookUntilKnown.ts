import type {
  AskAboutImages,
  ImageNeeds,
  KnownImages,
} from '../adapters/workspace/imageQuestions.ts';
import type { BaseImage } from '../core/dockerfile/resolution.ts';
import type { Fact, ImageFacts } from '../core/facts.ts';

/**
 * How often images are asked for. The second time is for an ONBUILD that copies from a stage which the
 * build did not need before; a third would take the ONBUILD of that stage's base to do the same.
 */
const MAX_ROUNDS = 8;

/**
 * Looks at something again as long as what is known about images makes it need more of them.
 *
 * @param look what is the case, as far as is known
 * @throws what `ask` throws
 */
export async function lookUntilKnown<T extends { readonly needs: ImageNeeds }>(
  look: (known: KnownImages) => T,
  ask: AskAboutImages,
): Promise<T> {
  const images = new Map<string, Fact<ImageFacts>>();
  const bases = new Map<string, Fact<BaseImage>>();
  let result = look({ images, bases });
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const missing = {
      images: result.needs.images.filter((reference) => !images.has(reference)),
      bases: result.needs.bases.filter(({ key }) => !bases.has(key)),
    };
    if (missing.images.length === 0 && missing.bases.length === 0) break;
    const answers = await ask(missing);
    for (const [reference, fact] of answers.images) images.set(reference, fact);
    for (const [key, fact] of answers.bases) bases.set(key, fact);
    result = look({ images, bases });
  }
  return result;
}
