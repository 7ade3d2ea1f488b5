import * as z from 'zod/mini';
import { say } from '../../core/language.ts';
import { failure, failures } from './errors.ts';
import type { Endpoint } from './mirrors.ts';
import type { Repository } from './repository.ts';
import { statusFailure } from './statusFailure.ts';
import { nextLink } from './tagsLink.ts';
import { followPages, isTag, type TagListing, type TagPage } from './tagsListing.ts';
import type { RegistryAnswer } from './transport.ts';

/** How many tags are asked for at a time; registries may give fewer. */
const pageSize = 1000;

/** How many pages are read. */
const maxPages = 20;

/** Largest accepted page, in bytes: registries without pages give all tags at once. */
const pageLimit = 16 * 1024 * 1024;

/** Distribution specification 1.1, "Listing Tags". Some registries write null for none. */
const tagsAnswer = z.object({ tags: z.nullish(z.array(z.unknown())) });

/**
 * Lists the tags of a repository by the distribution API, which tells no more than their names.
 *
 * @throws RegistryFailure when the registry does not tell; the signal's reason when cancelled
 */
export async function listRegistryTags(
  repository: Repository,
  { origin }: Endpoint,
  signal: AbortSignal,
): Promise<TagListing> {
  const first = new URL(`?n=${pageSize}`, origin);
  return followPages(first, maxPages, (page) => readPage(repository, page.search), signal);
}

/**
 * The names of all tags of a repository, also of those that are no images; undefined where one request does
 * not tell them all. One request.
 *
 * @throws RegistryFailure when the registry does not tell; the signal's reason when cancelled
 */
export async function listTagNames(
  repository: Repository,
): Promise<ReadonlySet<string> | undefined> {
  const answer = await askPage(repository, `?n=${pageSize}`);
  return answer.headers['link'] === undefined ? new Set(readNames(answer)) : undefined;
}

/** The path stays the list's own: a registry behind a proxy may not know it. */
async function readPage(repository: Repository, query: string): Promise<TagPage> {
  const answer = await askPage(repository, query);
  const tags = readNames(answer).filter(isTag);
  const link = answer.headers['link'];
  return {
    tags: tags.map((tag) => ({ tag })),
    next: nextLink(Array.isArray(link) ? link.join() : link),
  };
}

async function askPage(repository: Repository, query: string): Promise<RegistryAnswer> {
  const answer = await repository.ask({
    method: 'GET',
    kind: 'tags',
    name: 'list',
    query,
    limit: pageLimit,
    what: 'list of tags',
  });
  if (answer.status !== 200) throw statusFailure(answer, repository.subject);
  return answer;
}

function readNames({ body, host }: RegistryAnswer): readonly string[] {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    throw failure(failures.notJson(host, 'list of tags'));
  }
  const parsed = z.safeParse(tagsAnswer, json);
  if (!parsed.success) {
    throw failure(failures.unreadable(host, 'list of tags', say('it has no member "tags"')));
  }
  return (parsed.data.tags ?? []).filter((tag) => typeof tag === 'string');
}
