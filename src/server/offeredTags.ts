import { setTimeout as pause } from 'node:timers/promises';
import type { OfferedTag } from './features/completion.ts';
import type { SearchTags } from './tagSearch.ts';

/** Time without a key after which a name counts as typed, in ms. */
const typingPause = 1_000;
/** How many tags a list offers. */
const offeredTags = 30;

/**
 * Tags for a list that opens while somebody types: those with every target first, among equals in the order
 * of the search. A name that is still being typed is told to nobody: the search waits for a pause, and ends
 * with the signal. Empty when nothing can be found out.
 *
 * @param targets formatted
 */
export async function offerTags(
  searchTags: SearchTags,
  reference: string,
  targets: readonly string[],
  signal: AbortSignal,
): Promise<readonly OfferedTag[]> {
  try {
    await pause(typingPause, undefined, { signal });
    const found = await searchTags(reference, [], signal, { limit: offeredTags });
    if (!found.known) return [];
    const served = (tag: OfferedTag) =>
      targets.filter((target) => tag.platforms.includes(target)).length;
    return found.value.tags.toSorted((a, b) => served(b) - served(a));
  } catch (error) {
    if (signal.aborted) return [];
    throw error;
  }
}
