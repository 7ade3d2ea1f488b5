import type { AskAboutImages } from '../adapters/workspace/imageQuestions.ts';
import type { Fact } from '../core/facts.ts';
import { openRegistries, type ImagePlaces } from './registries.ts';
import type { Caller } from './terminal.ts';

/** What stands for every image when no registry is asked. */
export const offline: Fact<never> = {
  known: false,
  reason: { code: 'lookups-off', message: 'No registry was asked (--offline).' },
};

/** Asks nobody: everything stays unknown. */
export const askNobody: AskAboutImages = ({ images, bases }) =>
  Promise.resolve({
    images: new Map(images.map((reference) => [reference, offline])),
    bases: new Map(bases.map(({ key }) => [key, offline])),
  });

/**
 * Makes what asks the registries that the references name, and the engine, all at the same time. It
 * rejects with a CommandError when the user interrupts the program.
 */
export function askRegistries(places: ImagePlaces, caller: Caller): AskAboutImages {
  return async ({ images, bases }) => {
    const references = [...images, ...bases.map(({ reference }) => reference)];
    if (references.length === 0) return { images: new Map(), bases: new Map() };
    const registries = await openRegistries(references, places, caller);
    try {
      const [facts, configs] = await Promise.all([
        answers(images, async (reference) => [reference, await registries.resolve(reference)]),
        answers(bases, async (need) => [need.key, await registries.resolveBase(need)]),
      ]);
      return { images: facts, bases: configs };
    } finally {
      await registries.dispose();
    }
  };
}

async function answers<N, T>(
  needs: readonly N[],
  ask: (need: N) => Promise<readonly [key: string, fact: T]>,
): Promise<ReadonlyMap<string, T>> {
  return new Map(await Promise.all(needs.map(ask)));
}
