import type { Reference } from '../../../core/image/reference.ts';
import type { RegistryAccess } from '../access.ts';
import { endpointsOf } from '../mirrors.ts';
import type { WritableRepository } from '../repository.ts';
import { openListRepository, scopesOf } from './listRepositories.ts';
import type { PlanPurpose, WantedList, WantedSource } from './listPlan.ts';
import { findTagNames, listingsOf, type ReferrerListings } from './planReferrers.ts';
import { findManifest } from './writer.ts';

/** The repositories of a plan. What is asked of them more than once is asked for once. */
export interface Places {
  readonly target: WritableRepository;
  source(reference: Reference): WritableRepository;
  /** The names of all tags of a source's repository; undefined where they are not known. */
  tagNames(reference: Reference): Promise<ReadonlySet<string> | undefined>;
  /** What refers to digests of a source's repository. */
  referrers(reference: Reference): ReferrerListings;
  /** Whether the target has a manifest. */
  hasManifest(digest: string): Promise<boolean>;
  /** Begins to ask what will be asked of an image, while its config is on its way. */
  lookAhead(reference: Reference, digest: string): void;
}

/** How many connections a plan has use for at once: a list that is copied may have any number of images. */
const fewest = 6;
const most = 14;

/**
 * Opens connections while the first requests are on their way, for those that come all at once then: for each image of
 * another repository its config, what the target has of it, and a blob or two to be mounted.
 */
export async function foreseeRequests(
  { target, sources }: WantedList,
  access: RegistryAccess,
): Promise<void> {
  const { domain } = target;
  const isElsewhere = ({ reference }: WantedSource): boolean =>
    reference.domain !== domain || reference.path !== target.path;
  const elsewhere = sources.filter(isElsewhere).length;
  if (elsewhere === 0) return;
  const count = Math.min(Math.max(3 * elsewhere, fewest), most);
  const { registry } = endpointsOf(domain, access.rules());
  await access.transport.foresee(new URL(registry.origin), count);
}

/** One token is to do for all that is asked of the target's registry. */
export function openPlaces(
  wanted: WantedList,
  purpose: PlanPurpose,
  access: RegistryAccess,
  signal: AbortSignal,
): Places {
  const scopes = scopesOf(wanted, purpose === 'publish' ? 'pull,push' : 'pull');
  const target = openListRepository(wanted.target, access, signal, scopes);
  const isBeside = ({ domain }: Reference): boolean => domain === wanted.target.domain;
  const source = (reference: Reference): WritableRepository =>
    openListRepository(reference, access, signal, isBeside(reference) ? scopes : []);
  const tagNames = onceEach(nameOf, (reference: Reference) => findTagNames(source(reference)));
  const referrers = onceEach(nameOf, (reference: Reference) =>
    listingsOf(source(reference), () => tagNames(reference)),
  );
  const hasManifest = onceEach(String, async (digest: string) => {
    return (await findManifest(target, digest)) !== undefined;
  });
  return {
    ...{ target, source, tagNames, referrers, hasManifest },
    lookAhead(reference, digest) {
      // They are awaited later, if they are wanted then.
      hasManifest(digest).catch(() => undefined);
      const listings = referrers(reference);
      // The first tells whether the others need be asked about.
      if (listings.first === undefined) listings.of(digest).catch(() => undefined);
    },
  };
}

function nameOf({ domain, path }: Reference): string {
  return `${domain}/${path}`;
}

function onceEach<T, R>(key: (of: T) => string, make: (of: T) => R): (of: T) => R {
  const made = new Map<string, R>();
  return (of) => {
    const name = key(of);
    const value = made.get(name) ?? make(of);
    made.set(name, value);
    return value;
  };
}
