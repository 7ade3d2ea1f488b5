import { findTags } from '../../adapters/registry/tags.ts';
import { parsePlatform, type Platform } from '../../core/platform/platform.ts';
import type { Fact } from '../../core/facts.ts';
import type { TagSearch } from '../../core/image/tagSearch.ts';
import type { SearchTagsRequest } from '../../protocol/worker.ts';
import { openClient } from './openClient.ts';

/**
 * Looks for tags that have platforms, in registries.
 *
 * @param environment names docker's folder, proxies and the cache folder
 * @throws the signal's reason when cancelled
 */
export async function searchTags(
  { reference, platforms, limit, purpose, registries }: SearchTagsRequest,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Fact<TagSearch>> {
  const wanted: Platform[] = [];
  for (const text of platforms) {
    const platform = parsePlatform(text);
    if (!platform.ok) {
      return { known: false, reason: { code: 'malformed', ...platform.problem } };
    }
    wanted.push(platform.value);
  }
  const client = await openClient(registries, environment);
  try {
    return await findTags(client, reference, { platforms: wanted, limit, purpose, signal });
  } finally {
    await client.settled();
    client.dispose();
  }
}
