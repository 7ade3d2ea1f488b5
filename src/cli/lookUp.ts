import type { Fact, ImageFacts } from '../core/facts.ts';
import { openRegistries } from './registries.ts';

/** What stands for every image when no registry is asked. */
export const offline: Fact<ImageFacts> = {
  known: false,
  reason: { code: 'lookups-off', message: 'No registry was asked (--offline).' },
};

/**
 * Looks images up in their registries, all at the same time.
 *
 * @param references canonical
 * @throws {CommandError} when the user has interrupted the program
 */
export async function lookUp(
  references: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Fact<ImageFacts>>> {
  if (references.length === 0) return new Map();
  const registries = await openRegistries(references, signal);
  try {
    return new Map(
      await Promise.all(
        references.map(
          async (reference) => [reference, await registries.resolve(reference)] as const,
        ),
      ),
    );
  } finally {
    await registries.dispose();
  }
}
