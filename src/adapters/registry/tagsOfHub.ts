import * as z from 'zod/mini';
import type { Descriptor } from '../../core/image/manifest.ts';
import type { ImageContent } from '../../core/image/coverage.ts';
import { parseTagName } from '../../core/image/tagName.ts';
import { say } from '../../core/language.ts';
import { failure, failures, RegistryFailure } from './errors.ts';
import { statusFailure, type Subject } from './statusFailure.ts';
import {
  followPages,
  isTag,
  type ListedTag,
  type TagListing,
  type TagPage,
} from './tagsListing.ts';
import type { RegistryAnswer, Transport } from './transport.ts';

/** Docker Hub's own API, which tells the platforms of tags without a pull. */
export const hubApiHost = 'hub.docker.com';

/** What a list at Docker Hub is asked with. */
export interface HubAccess {
  readonly transport: Transport;
  /** Scheme and host of the API. */
  readonly origin: string;
  /** Canonical reference, for messages. */
  readonly reference: string;
}

/** The largest page that Docker Hub gives, in tags. */
const pageSize = 100;

/** Of a repository with at most so many pages, or of one search in a larger one, all are read. */
const maxPages = 5;

/** Largest accepted page, in bytes: a tag for 20 platforms takes some 6 KB. */
const pageLimit = 8 * 1024 * 1024;

const what = 'list of tags';

const text = z.nullish(z.string());

/** Docker Hub API, "List repository tags". What is not used is left out. */
const tagEntry = z.object({
  name: z.string(),
  digest: text,
  last_updated: text,
  images: z.nullish(
    z.array(
      z.object({ os: text, architecture: text, variant: text, os_version: text, digest: text }),
    ),
  ),
});

const tagPage = z.object({
  count: z.catch(z.number(), 0),
  next: text,
  results: z.array(z.unknown()),
});

/**
 * Lists tags of a public repository with their platforms, those pushed last first. Of a repository with
 * more than 500 tags only those are read that look like the current one.
 *
 * @param path e.g. `library/python`
 * @param current the tag that others are compared with
 * @throws RegistryFailure when Docker Hub does not tell; the signal's reason when cancelled
 */
export async function listHubTags(
  path: string,
  current: string,
  { transport, origin, reference }: HubAccess,
  signal: AbortSignal,
): Promise<TagListing> {
  const subject = { host: hubApiHost, repository: path, reference };
  const filters = filtersFor(current);
  const repository = { isLarge: false };

  async function read(page: URL): Promise<TagPage> {
    const request = { method: 'GET', url: page, limit: pageLimit, what, signal } as const;
    const { count, ...rest } = readPage(await transport.send(request), subject);
    const isSearch = page.searchParams.has('name');
    repository.isLarge ||= !isSearch && count > maxPages * pageSize;
    // Searches say more of a large repository than what was pushed last.
    const isEnough = repository.isLarge && !isSearch && filters.length > 0;
    return { ...rest, isEnough };
  }

  function list(filter?: string): Promise<TagListing> {
    const url = new URL(`/v2/repositories/${path}/tags`, origin);
    url.searchParams.set('page_size', String(pageSize));
    if (filter !== undefined) url.searchParams.set('name', filter);
    return followPages(url, maxPages, read, signal);
  }

  const newest = await list();
  if (!repository.isLarge) return newest;
  const tags = new Map(newest.tags.map((tag) => [tag.tag, tag]));
  for (const filter of filters) {
    for (const tag of await searched(filter)) tags.set(tag.tag, tag);
  }
  return { tags: [...tags.values()], complete: false };

  /** What was found before counts also when a search fails. */
  async function searched(filter: string): Promise<readonly ListedTag[]> {
    try {
      return (await list(filter)).tags;
    } catch (error) {
      if (error instanceof RegistryFailure) return [];
      throw error;
    }
  }
}

/** Parts of a tag that those near to it have as well: of `3.9.18-slim` these are `3.9` and `slim`. */
function filtersFor(current: string): readonly string[] {
  const [version] = /\d+(?:\.\d+)?/.exec(current) ?? [];
  // A day, or a number of a build, stands in one tag alone.
  const isShort = version !== undefined && version.length < 6;
  const words = [...parseTagName(current).variant.keys()].sort((a, b) => b.length - a.length);
  return [...(isShort ? [version] : []), ...words.filter((word) => word !== '').slice(0, 1)];
}

function readPage(answer: RegistryAnswer, subject: Subject): TagPage & { count: number } {
  if (answer.status !== 200) throw statusFailure(answer, subject);
  let json: unknown;
  try {
    json = JSON.parse(answer.body.toString('utf8'));
  } catch {
    throw failure(failures.notJson(answer.host, what));
  }
  const page = z.safeParse(tagPage, json);
  if (!page.success) {
    throw failure(failures.unreadable(answer.host, what, say('it has no member "results"')));
  }
  const { count, next, results } = page.data;
  return { count, next: next ?? undefined, tags: results.flatMap(readEntry) };
}

/** A tag of which the API says something unexpected is left out. */
function readEntry(json: unknown): readonly ListedTag[] {
  const entry = z.safeParse(tagEntry, json);
  if (!entry.success || !isTag(entry.data.name)) return [];
  const { name, digest, last_updated: updated, images } = entry.data;
  const isDate = /^\d{4}-\d\d-\d\dT[\d:.]{5,20}Z?$/.test(updated ?? '');
  const manifests = (images ?? []).flatMap((image): Descriptor[] => {
    const { os, architecture, variant, os_version: osVersion } = image;
    // Attestations are of the platform unknown/unknown.
    if (!os || !architecture || os === 'unknown') return [];
    const platform = {
      os,
      architecture,
      ...(variant && { variant }),
      ...(osVersion && { osVersion }),
    };
    return [{ mediaType: '', digest: image.digest ?? '', size: 0, platform }];
  });
  const image: ImageContent = {
    digest: digest ?? '',
    size: 0,
    manifest: { kind: 'index', mediaType: '', manifests },
  };
  return [{ tag: name, image, ...(isDate && updated && { lastUpdated: updated }) }];
}
