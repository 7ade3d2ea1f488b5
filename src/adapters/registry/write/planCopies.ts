import { isAttestation } from '../../../core/image/attestation.ts';
import { isBlobType } from '../../../core/image/mediaTypes.ts';
import type { Reference } from '../../../core/image/reference.ts';
import type { AssembledList } from '../../../core/manifestList/assemble.ts';
import { decodeManifest } from '../decode.ts';
import { inTurns } from '../inTurns.ts';
import { registryOrigin, type KnownManifest } from './contentOrigin.ts';
import type { PlannedCopy, WantedList } from './listPlan.ts';
import type { Places } from './planPlaces.ts';
import { findReferrers, type FoundReferrers, type ReferrerListings } from './planReferrers.ts';
import { findManifest, hasBlob } from './writer.ts';

/** How many manifests are read at the same time. */
const atOnce = 32;

/** Whether a reference is of the repository where a list goes. */
export function isTarget({ target }: WantedList, { domain, path }: Reference): boolean {
  return domain === target.domain && path === target.path;
}

/** What the list names that is in another repository. Entries of a list are read to know how long they are. */
export async function plannedCopies(
  wanted: WantedList,
  { entries }: AssembledList,
  known: Map<string, KnownManifest>,
  places: Places,
  signal: AbortSignal,
): Promise<readonly PlannedCopy[]> {
  const { target, sources } = wanted;
  const copies: PlannedCopy[] = [];
  await inTurns(entries, atOnce, async ({ descriptor: { digest, mediaType, size }, source }) => {
    const { reference, local } = sources[source] ?? {};
    if (reference === undefined) return;
    if (isTarget(wanted, reference)) return;
    const { domain, path } = reference;
    const isBlob = isBlobType(mediaType);
    const there = isBlob ? hasBlob(places.target, { digest, size }) : places.hasManifest(digest);
    // It is awaited below, after what is read meanwhile.
    there.catch(() => undefined);
    if (!isBlob && !known.has(digest)) {
      const origin = local?.origin(signal) ?? registryOrigin(places.source(reference));
      known.set(digest, await origin.manifest(digest));
    }
    const isMountable = domain === target.domain;
    copies.push({
      ...{ digest, mediaType, size },
      ...{ from: { domain, path }, source },
      bytes: isBlob ? size : lengthOf(known.get(digest)),
      isMountable,
      isThere: await there,
    });
  });
  const order = new Map(entries.map(({ descriptor }, at) => [descriptor.digest, at]));
  return copies.sort((a, b) => (order.get(a.digest) ?? 0) - (order.get(b.digest) ?? 0));
}

/** Images of one repository, or of one layout, beside which there may be more. */
interface Beside {
  readonly reference: Reference;
  readonly listings: () => ReferrerListings;
  readonly digests: Set<string>;
}

/** What refers to the images in other repositories: a copy takes it along, another list leaves it. */
export async function plannedReferrers(
  wanted: WantedList,
  { entries, digest: whole, isCopy }: AssembledList & { readonly digest: string },
  places: Places,
  signal: AbortSignal,
): Promise<FoundReferrers> {
  const { sources, wishes, leavesReferrers = false } = wanted;
  const byRepository = new Map<string, Beside>();
  const add = (source: number, digest: string): void => {
    const { reference, local } = sources[source] ?? {};
    if (reference === undefined || isTarget(wanted, reference)) return;
    const key = `${reference.domain}/${reference.path}`;
    const listings = () => local?.referrers(signal) ?? places.referrers(reference);
    const known = byRepository.get(key) ?? { reference, listings, digests: new Set() };
    byRepository.set(key, known);
    known.digests.add(digest);
  };
  if (isCopy) add(0, whole);
  for (const { descriptor, source } of entries) {
    if (isAttestation(descriptor) || isBlobType(descriptor.mediaType)) continue;
    add(source, descriptor.digest);
  }
  const listed = new Set(entries.map(({ descriptor }) => descriptor.digest));
  const found = await Promise.all(
    [...byRepository.values()].map(({ reference: { domain, path }, listings, digests }) => {
      const from = { domain, path };
      return findReferrers({ listings: listings(), from, digests: [...digests] }, listed);
    }),
  );
  const referrers = found.flatMap((each) => each.referrers);
  const problems = found.flatMap((each) => each.problems);
  if (!wishes?.asIs || leavesReferrers) return { referrers, problems };
  const tags = new Map<string, string | undefined>();
  const names = new Set(referrers.flatMap(({ tag }) => tag ?? []));
  await inTurns([...names], atOnce, async (tag) => {
    tags.set(tag, await findManifest(places.target, tag));
  });
  return {
    referrers: referrers.map((each) => {
      const there = each.tag === undefined ? undefined : tags.get(each.tag);
      const isOther = there !== undefined && there !== each.digest;
      return { ...each, becomes: isOther ? 'there' : 'copied' };
    }),
    problems,
  };
}

function lengthOf(known: KnownManifest | undefined): number {
  if (!known) return 0;
  const manifest = decodeManifest(known.body, known.mediaType, '');
  if (manifest.kind !== 'image') return 0;
  return [manifest.config, ...manifest.layers].reduce((sum, { size }) => sum + size, 0);
}
