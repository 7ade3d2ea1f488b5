import type { Fact, ImageFacts, UnknownReason } from '../../core/facts.ts';
import type { Reference } from '../../core/image/reference.ts';
import type { ImageName, RegistryCache } from './cache.ts';
import { failures, RegistryFailure } from './errors.ts';
import type { Purpose } from './guard.ts';
import type { ImageMemory } from './imageMemory.ts';
import { readImage, type UnusableDigests } from './imageReader.ts';
import { dockerHub, endpointsOf, type Endpoint, type EndpointRules } from './mirrors.ts';
import type { Quotas } from './quotas.ts';
import { openRepository } from './repository.ts';
import type { Authorizer } from './tokens.ts';
import type { Transport } from './transport.ts';

/** What look-ups work with. */
export interface LookUpTools {
  readonly transport: Transport;
  readonly authorizer: Authorizer;
  readonly quotas: Quotas;
  readonly cache: RegistryCache;
  readonly memory: ImageMemory;
  /** Where to ask, as it is now. */
  readonly rules: () => EndpointRules;
  /** Present time in ms since the epoch. */
  readonly now: () => number;
  /** Hears of every question that is not put, so that the user has what is left of a quota. */
  readonly onQuotaKept: (host: string, reason: UnknownReason) => void;
}

/**
 * Finds out what a reference names: what is remembered and fresh, else what its mirrors say, else what
 * its registry says, whose failure is the one that counts.
 *
 * @throws the signal's reason when cancelled
 */
export type LookUp = (
  reference: Reference,
  purpose: Purpose,
  signal: AbortSignal,
  unusable?: UnusableDigests,
) => Promise<Fact<ImageFacts>>;

/** Makes the way in which references are looked up. */
export function createLookUp({
  transport,
  authorizer,
  quotas,
  cache,
  memory,
  rules,
  now,
  onQuotaKept,
}: LookUpTools): LookUp {
  /** Leaves a host alone for a while that has just failed for all its images. */
  async function attempt(
    endpoint: Endpoint,
    reference: Reference,
    purpose: Purpose,
    signal: AbortSignal,
    unusable?: UnusableDigests,
  ): Promise<Fact<ImageFacts>> {
    const { origin } = endpoint;
    const paused = purpose === 'background' ? cache.failed(origin) : undefined;
    if (paused) return paused;
    try {
      const fact = await lookUpAt(endpoint, reference, purpose, signal, unusable);
      cache.forgetFailure(origin);
      return fact;
    } catch (error) {
      if (!(error instanceof RegistryFailure)) throw error;
      const { reason, concerns } = error;
      if (concerns === 'host') cache.rememberHostFailure(origin, reason, error.pause);
      return { known: false, reason };
    }
  }

  async function lookUpAt(
    endpoint: Endpoint,
    reference: Reference,
    purpose: Purpose,
    signal: AbortSignal,
    unusable?: UnusableDigests,
  ): Promise<Fact<ImageFacts>> {
    const { domain, path, canonical } = reference;
    const subject = { host: endpoint.host, repository: path, reference: canonical };
    const connection = { transport, authorizer, quotas };
    const repository = openRepository(endpoint, subject, connection, signal);
    const isMirror = endpoint.namespace !== undefined;
    const isHub = domain === dockerHub && !isMirror;
    const refuse = (): UnknownReason | undefined => {
      const quota = isHub && purpose === 'background' ? quotas.of(endpoint.host) : undefined;
      if (!quota || !quotas.isHalfUsed(endpoint.host)) return undefined;
      const reason = failures.halfUsed(endpoint.host, quota);
      onQuotaKept(endpoint.host, reason);
      return reason;
    };
    const content = await readImage(repository, reference, {
      headFirst: isHub || cache.lastSeen(canonical) !== undefined,
      known: memory.known,
      refuse,
      keep: memory.keep,
      ...(unusable && { unusable }),
    });
    const { credential } = repository;
    const source = {
      registry: domain,
      ...(isMirror && { mirror: endpoint.host }),
      ...(credential !== undefined && { credential }),
    };
    const finding = { digest: content.facts.digest, source, asOf: now() };
    return memory.remember(nameOf(reference), content, finding);
  }

  return async (reference, purpose, signal, unusable) => {
    const recalled = await memory.recall(nameOf(reference));
    if (recalled && mayBeBelieved(reference, purpose)) return recalled;
    const { mirrors, registry } = endpointsOf(reference.domain, rules());
    let mirrorReason: UnknownReason | undefined;
    for (const mirror of mirrors) {
      const fact = await attempt(mirror, reference, purpose, signal, unusable);
      if (fact.known) return fact;
      mirrorReason ??= fact.reason;
    }
    const fact = await attempt(registry, reference, purpose, signal, unusable);
    if (fact.known) return fact;
    const reason = mirrorReason ? failures.afterMirror(fact.reason, mirrorReason) : fact.reason;
    const unknown = cache.rememberFailure(reference.canonical, reason, registry.origin);
    return memory.despite(reason, reference.canonical) ?? unknown;
  };
}

/** Whether what is fresh answers the question: a digest never changes, and in the background a tag waits. */
export function mayBeBelieved({ digest }: Reference, purpose: Purpose): boolean {
  return digest !== undefined || purpose === 'background';
}

function nameOf({ canonical, domain, path }: Reference): ImageName {
  return { reference: canonical, repository: `${domain}/${path}` };
}
