import type { UnknownReason } from '../../../core/facts.ts';
import type { Referrer } from '../../../core/image/inspection.ts';
import type { Reference } from '../../../core/image/reference.ts';
import { cosignTags, maxReferrers } from '../../../core/image/referrers.ts';
import { RegistryFailure } from '../errors.ts';
import { inTurns } from '../inTurns.ts';
import { askTag, listReferrers } from '../referrersReader.ts';
import type { Repository } from '../repository.ts';
import { listTagNames } from '../tagsOfRegistry.ts';
import { writeFailures } from './writeFailures.ts';

/** A signature, or whatever else stands beside an image in its repository and names it. */
export interface PlannedReferrer extends Referrer {
  /** Digest of what it refers to. */
  readonly of: string;
  /** The repository that has it. */
  readonly from: Pick<Reference, 'domain' | 'path'>;
  /**
   * - `copied`: it goes to the target as well
   * - `left`: it stays where it is
   * - `there`: the target has another one under the same tag, which is left alone
   */
  readonly becomes: 'copied' | 'left' | 'there';
}

/** What refers to the images of a plan. */
export interface FoundReferrers {
  readonly referrers: readonly PlannedReferrer[];
  /** Why some may be missing, once for each cause. */
  readonly problems: readonly UnknownReason[];
}

/** Digests of one repository. */
export interface RepositoryDigests {
  readonly listings: ReferrerListings;
  readonly from: Pick<Reference, 'domain' | 'path'>;
  readonly digests: readonly string[];
}

/** What refers to digests of a repository, each asked for once. */
export interface ReferrerListings {
  readonly host: string;
  /** The digest that was asked about first, which tells whether the registry has an API for it. */
  readonly first: string | undefined;
  of(digest: string): Promise<{
    readonly referrers: readonly Referrer[];
    readonly problems: readonly UnknownReason[];
  }>;
}

/** @param names all tags of the repository, as of {@link findTagNames} */
export function listingsOf(
  repository: Repository,
  names: () => Promise<ReadonlySet<string> | undefined>,
): ReferrerListings {
  const known: KnownOfRepository = { names, hasApi: true };
  const asked = new Map<string, ReturnType<ReferrerListings['of']>>();
  return {
    host: repository.subject.host,
    get first() {
      return asked.keys().next().value;
    },
    of(digest) {
      const listing = asked.get(digest) ?? referrersOf(repository, digest, known);
      asked.set(digest, listing);
      return listing;
    },
  };
}

/** How deep what refers to a referrer is followed: a signature of a bill of materials of an image. */
const maxDepth = 3;

/** How many digests are asked about at the same time. */
const atOnce = 8;

/**
 * Finds what refers to digests of a repository: one request for each digest where the registry has an API for
 * it, and where it has none, one for the first. Tags are asked for that may be there.
 *
 * @param listed digests that are on their way anyway, since a list names them
 * @throws the signal's reason when cancelled
 */
export async function findReferrers(
  { listings, from, digests }: RepositoryDigests,
  listed: ReadonlySet<string>,
): Promise<FoundReferrers> {
  const problems: UnknownReason[] = [];
  const found = new Map<string, PlannedReferrer>();
  const first = digests.find((digest) => digest === listings.first) ?? digests[0];
  if (first === undefined) return { referrers: [], problems };
  const others = digests.filter((digest) => digest !== first);
  const unlisted = new Set(listed);
  const tooMany = writeFailures.tooManyReferrers(listings.host, maxReferrers);

  async function look(of: string): Promise<void> {
    if (found.size >= maxReferrers) {
      problems.push(tooMany);
      return;
    }
    const { referrers, problems: inTheWay } = await listings.of(of);
    problems.push(...inTheWay);
    for (const each of referrers) {
      const key = `${of} ${each.digest} ${each.tag ?? ''}`;
      if (unlisted.has(each.digest) || found.has(key)) continue;
      if (found.size >= maxReferrers) {
        problems.push(tooMany);
        break;
      }
      found.set(key, { ...each, of, from, becomes: 'left' });
    }
  }

  // The first one tells whether the registry has the API.
  await look(first);
  await inTurns(others, atOnce, look);
  const seen = new Set(digests);
  for (let depth = 1; depth < maxDepth; depth++) {
    const next = [...found.values()].map(({ digest }) => digest).filter((each) => !seen.has(each));
    if (next.length === 0) break;
    for (const each of next) seen.add(each);
    await inTurns([...new Set(next)], atOnce, look);
  }
  const byMessage = new Map(problems.map((problem) => [problem.message, problem]));
  return { referrers: [...found.values()], problems: [...byMessage.values()] };
}

interface KnownOfRepository {
  /** All tags; undefined where they are not known. */
  readonly names: () => Promise<ReadonlySet<string> | undefined>;
  /** Whether the registry lists referrers by its API, as far as is known. */
  hasApi: boolean;
}

async function referrersOf(
  repository: Repository,
  digest: string,
  known: KnownOfRepository,
): ReturnType<ReferrerListings['of']> {
  const problems: UnknownReason[] = [];
  const names = await known.names();
  const mayHave = (tag: string): boolean => names?.has(tag) ?? true;
  const listing = orNothing(problems, async () => {
    const { hasApi } = known;
    const inTheWay: UnknownReason[] = [];
    const { referrers, listedBy, complete } = await listReferrers(repository, digest, inTheWay, {
      ...{ hasApi, mayHave },
    });
    problems.push(...inTheWay);
    if (!complete && inTheWay.length === 0) {
      problems.push(writeFailures.tooManyReferrers(repository.subject.host, maxReferrers));
    }
    if (listedBy === 'tag') known.hasApi = false;
    return referrers;
  });
  const tagged = cosignTags(digest)
    .filter(({ tag }) => mayHave(tag))
    .map(({ tag, kind, maker }) =>
      orNothing(problems, async () => {
        const there = await askTag(repository, tag);
        return there ? [{ ...there, ...{ tag, kind, maker } }] : [];
      }),
    );
  const referrers = (await Promise.all([listing, ...tagged])).flat();
  return { referrers, problems };
}

/**
 * The names of all tags of a repository; undefined where they are not known: a registry need not show them to
 * everybody. One request.
 *
 * @throws the signal's reason when cancelled
 */
export async function findTagNames(
  repository: Repository,
): Promise<ReadonlySet<string> | undefined> {
  try {
    return await listTagNames(repository);
  } catch (error) {
    if (!(error instanceof RegistryFailure)) throw error;
    return undefined;
  }
}

async function orNothing(
  problems: UnknownReason[],
  work: () => Promise<readonly Referrer[]>,
): Promise<readonly Referrer[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RegistryFailure)) throw error;
    problems.push(error.reason);
    return [];
  }
}
