import type { Fact, UnknownCode, UnknownReason } from '../../core/facts.ts';
import { offersOf, serveRequest, type ImageContent } from '../../core/image/coverage.ts';
import { parseReference, type Reference } from '../../core/image/reference.ts';
import { rankTags } from '../../core/image/tagRanking.ts';
import type { FoundTag, TagSearch } from '../../core/image/tagSearch.ts';
import {
  formatPlatformAll,
  normalizePlatform,
  type Platform,
} from '../../core/platform/platform.ts';
import type { RegistryClient, ResolveOptions } from './client.ts';
import { failures } from './errors.ts';
import type { UnusableDigests } from './imageReader.ts';
import type { ListedTag } from './tagsListing.ts';
import { listTags } from './tagsPlaces.ts';

/** What is looked for. */
export interface TagQuery extends ResolveOptions {
  /** Only tags that have all of these; none: any tag. */
  readonly platforms: readonly Platform[];
  /** How many tags are wanted: {@link maxTagLimit} at most, 10 when left out. */
  readonly limit?: number;
  readonly signal: AbortSignal;
}

/** How many tags one search finds at most. */
export const maxTagLimit = 100;

const defaultLimit = 10;

/** Once it took so many requests, no further manifest is read. */
const maxRequests = 60;

/** Manifests that are read at a time. */
const atATime = 4;

/** Failures that the next question would meet as well. */
const lasting: ReadonlySet<UnknownCode> = new Set<UnknownCode>([
  'unreachable',
  'timeout',
  'denied',
  'rate-limited',
]);

/** What came of reading the manifests of tags. */
interface Inspection {
  readonly tags: readonly FoundTag[];
  /** Whether no other tag would fit. */
  readonly complete: boolean;
  /** Why it ended before there were enough. */
  readonly reason?: UnknownReason;
}

/**
 * Finds tags of a reference's repository that have platforms, those first that stand in best for the
 * reference's own tag. Docker Hub tells platforms with its list of tags. Elsewhere, and where a mirror
 * answers for Docker Hub, the manifests of the best tags are read until there are enough: some 60
 * requests at most.
 *
 * @param text a reference or a repository, e.g. `python:3.9-slim` or `ghcr.io/owner/app`
 * @throws the signal's reason when cancelled; nothing else
 */
export async function findTags(
  client: RegistryClient,
  text: string,
  query: TagQuery,
): Promise<Fact<TagSearch>> {
  const { platforms, signal, purpose = 'background', lookups } = query;
  signal.throwIfAborted();
  const begin = client.requestCount;
  const parsed = parseReference(text);
  if (!parsed.ok) {
    return { known: false, reason: failures.invalidReference(text, parsed.problem.message) };
  }
  const reference = parsed.value;
  const refused = client.access.refuse(reference, purpose, lookups);
  if (refused) return { known: false, reason: refused };
  const listing = await listTags(reference, client.access, signal);
  if (!listing.known) return listing;

  const limit = Math.min(Math.max(query.limit ?? defaultLimit, 1), maxTagLimit);
  const ranked = rankTags(reference.tag ?? 'latest', listing.value.tags);
  const { tags, complete, reason } = ranked.every(({ image }) => image)
    ? takeFitting(ranked, platforms, limit)
    : await inspect(client, reference, ranked, { ...query, limit, begin });
  if (tags.length === 0 && reason) return { known: false, reason };
  return {
    known: true,
    value: {
      tags,
      complete: complete && listing.value.complete,
      requests: client.requestCount - begin,
    },
    asOf: listing.asOf,
  };
}

/** Takes the best tags whose platforms the list has told. */
function takeFitting(
  ranked: readonly ListedTag[],
  platforms: readonly Platform[],
  limit: number,
): Inspection {
  const fitting = ranked.flatMap((tag) =>
    tag.image && serves(tag.image, platforms) ? [foundTag(tag, tag.image)] : [],
  );
  return { tags: fitting.slice(0, limit), complete: fitting.length <= limit };
}

/** Reads the manifests of tags, the best first, until there are enough. */
async function inspect(
  client: RegistryClient,
  { domain, path }: Reference,
  ranked: readonly ListedTag[],
  { platforms, limit, begin, ...options }: TagQuery & { limit: number; begin: number },
): Promise<Inspection> {
  const tags: FoundTag[] = [];
  const unusable: UnusableDigests = new Map();
  let complete = true;
  let readable = 0;
  let reason: UnknownReason | undefined;
  for (let at = 0; at < ranked.length; at += atATime) {
    const isSpent = client.requestCount - begin >= maxRequests;
    if (isSpent || tags.length >= limit || (reason && lasting.has(reason.code))) {
      complete = false;
      break;
    }
    const batch = ranked.slice(at, at + atATime);
    const facts = await Promise.all(
      batch.map(({ tag }) => client.resolve(`${domain}/${path}:${tag}`, { ...options, unusable })),
    );
    batch.forEach((tag, index) => {
      const fact = facts[index];
      if (fact?.known) {
        readable += 1;
        if (serves(fact.value, platforms)) tags.push(foundTag(tag, fact.value));
      } else {
        complete = false;
        reason = fact?.reason;
      }
    });
  }
  return {
    tags: tags.slice(0, limit),
    complete: complete && tags.length <= limit,
    // One tag that cannot be read says nothing of those that can.
    ...(reason && (readable === 0 || lasting.has(reason.code)) && { reason }),
  };
}

/** Whether an image has every platform itself, or a lower level of the same architecture. */
function serves(image: ImageContent, platforms: readonly Platform[]): boolean {
  return platforms.every((platform) => {
    const service = serveRequest(image, platform);
    return service.how === 'exact' || (service.how === 'degraded' && service.by === 'variant');
  });
}

function foundTag({ tag, lastUpdated }: ListedTag, image: ImageContent): FoundTag {
  const platforms = offersOf(image).flatMap(({ platform }) =>
    platform ? [formatPlatformAll(normalizePlatform(platform))] : [],
  );
  return {
    tag,
    platforms: [...new Set(platforms)],
    ...(image.digest !== '' && { digest: image.digest }),
    ...(lastUpdated !== undefined && { lastUpdated }),
  };
}
