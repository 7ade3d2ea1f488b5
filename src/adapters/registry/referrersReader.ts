import type { Fact, UnknownReason } from '../../core/facts.ts';
import { parseDigest } from '../../core/image/digest.ts';
import type { Referrer, ReferrersInspection } from '../../core/image/inspection.ts';
import type { Reference } from '../../core/image/reference.ts';
import { cosignTags, referrersTag } from '../../core/image/referrers.ts';
import { manifestLimit } from './contentLimits.ts';
import { failures, RegistryFailure } from './errors.ts';
import { askEverywhere, type Asking } from './everywhere.ts';
import { askManifest, manifestTypes } from './imageReader.ts';
import { followReferrers, readReferrerPage, type ReferrerPages } from './referrersPages.ts';
import type { Repository } from './repository.ts';
import { statusFailure } from './statusFailure.ts';
import type { RegistryAnswer } from './transport.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';

/** What a list tells, and which kind of list it is. */
type Listing = ReferrerPages & Pick<ReferrersInspection, 'listedBy'>;

/**
 * Finds what refers to a digest: the registry's list, or the tag that stands for it; and cosign's
 * tags. None of it is verified.
 *
 * @throws the signal's reason when cancelled
 */
export async function readReferrers(
  reference: Reference,
  digest: string,
  asking: Asking,
  signal: AbortSignal,
): Promise<Fact<ReferrersInspection>> {
  if (!parseDigest(digest).ok) {
    return { known: false, reason: failures.unknownDigest(reference.domain, digest) };
  }
  return askEverywhere(reference, asking, signal, async (repository) => {
    const problems: UnknownReason[] = [];
    const tagged = cosignTags(digest).map(async ({ tag, kind, maker }) => {
      const found = await orProblem(problems, () => askTag(repository, tag));
      return found ? [{ ...found, ...{ tag, kind, maker } }] : [];
    });
    const [listing, ...byTag] = await Promise.all([
      listReferrers(repository, digest, problems),
      ...tagged,
    ]);
    const listed = new Set(listing.referrers.map((referrer) => referrer.digest));
    const others = byTag.flat().filter((referrer) => !listed.has(referrer.digest));
    return { of: digest, ...listing, referrers: [...listing.referrers, ...others], problems };
  });
}

async function orProblem<T>(
  problems: UnknownReason[],
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RegistryFailure)) throw error;
    problems.push(error.reason);
    return undefined;
  }
}

/** What is known of a registry before it is asked for referrers. */
interface KnownOfRegistry {
  /** Whether it lists them by its API; asked when left out. */
  readonly hasApi?: boolean;
  /** Whether a repository may have a tag; it may when left out. */
  readonly mayHave?: (tag: string) => boolean;
}

/**
 * Lists what refers to a digest: by the registry's API, else by the tag that stands for it.
 *
 * @param problems gets what was in the way of a part of the list
 * @throws RegistryFailure when the registry does not tell; the signal's reason when cancelled
 */
export async function listReferrers(
  repository: Repository,
  digest: string,
  problems: UnknownReason[],
  { hasApi = true, mayHave = () => true }: KnownOfRegistry = {},
): Promise<Listing> {
  const byTag = async (): Promise<Listing> => {
    const tag = referrersTag(digest);
    return mayHave(tag) ? listByTag(repository, tag) : { ...none, listedBy: 'tag' };
  };
  if (!hasApi) return byTag();
  const ask = (query: string): Promise<RegistryAnswer> =>
    repository.ask({
      ...{ method: 'GET', kind: 'referrers', name: digest, query, accept: indexType },
      ...{ limit: manifestLimit, what: 'list of referrers' },
    });
  const answer = await ask('');
  if (answer.status === 200) {
    const pages = await followReferrers(readReferrerPage(answer), (query) =>
      orProblem(problems, async () => {
        const page = await ask(query);
        if (page.status !== 200) throw statusFailure(page, repository.subject);
        return readReferrerPage(page);
      }),
    );
    return { ...pages, listedBy: 'api' };
  }
  if (!meansNoReferrers(answer.status)) throw statusFailure(answer, repository.subject);
  return byTag();
}

/**
 * Whether a status says that a registry has no API of referrers: old registries answer 404 for a path that they
 * do not know; some gateways 400, 403 or 405.
 */
export function meansNoReferrers(status: number): boolean {
  return [400, 403, 404, 405, 501].includes(status);
}

const none = { referrers: [], complete: true };

async function listByTag(repository: Repository, tag: string): Promise<Listing> {
  try {
    const tagged = readReferrerPage(await askManifest(repository, tag));
    // A manifest has no pages.
    const whole = { ...tagged, next: undefined };
    const pages = await followReferrers(whole, () => Promise.resolve(undefined));
    return { ...pages, listedBy: 'tag' };
  } catch (error) {
    const isMissing = error instanceof RegistryFailure && error.reason.code === 'not-found';
    if (!isMissing) throw error;
    return { ...none, listedBy: 'tag' };
  }
}

/** What a tag names; undefined when there is no such tag. */
export async function askTag(
  repository: Repository,
  tag: string,
): Promise<
  Pick<Referrer, 'digest' | 'mediaType' | 'size' | 'artifactType' | 'annotations'> | undefined
> {
  const answer = await repository.ask({
    // distribution 2.8 denies that there are OCI manifests to who does not ask for them by name.
    ...{ method: 'HEAD', kind: 'manifests', name: tag, accept: manifestTypes },
    ...{ limit: manifestLimit, what: 'manifest' },
  });
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw statusFailure(answer, repository.subject);
  const { headers } = answer;
  const digest = headers['docker-content-digest'];
  const mediaType = headers['content-type'] ?? '';
  const size = Number(headers['content-length'] ?? 0);
  if (typeof digest !== 'string' || !parseDigest(digest).ok) return undefined;
  return {
    digest,
    mediaType,
    size: Number.isSafeInteger(size) ? size : 0,
    artifactType: '',
    annotations: {},
  };
}
