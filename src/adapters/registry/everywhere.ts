import type { Fact, UnknownReason } from '../../core/facts.ts';
import type { Reference } from '../../core/image/reference.ts';
import type { RegistryAccess } from './access.ts';
import { failures, RegistryFailure } from './errors.ts';
import type { Purpose } from './guard.ts';
import { dockerHub, endpointsOf } from './mirrors.ts';
import { openRepository, type Repository } from './repository.ts';

/** What a question is put with. */
export type Asking = Pick<RegistryAccess, 'transport' | 'authorizer' | 'quotas' | 'rules'>;

/**
 * Puts a question about a repository to its mirrors, then to its registry, until one answers. The
 * registry's own failure is the one that counts.
 *
 * @throws the signal's reason when cancelled
 */
export async function askEverywhere<T>(
  reference: Reference,
  { rules, ...connection }: Asking,
  signal: AbortSignal,
  question: (repository: Repository) => Promise<T>,
): Promise<Fact<T>> {
  const { domain, path, canonical } = reference;
  const { mirrors, registry } = endpointsOf(domain, rules());
  let reason: UnknownReason = failures.notFound(domain, canonical);
  for (const endpoint of [...mirrors, registry]) {
    const subject = { host: endpoint.host, repository: path, reference: canonical };
    try {
      const repository = openRepository(endpoint, subject, connection, signal);
      return { known: true, value: await question(repository), asOf: Date.now() };
    } catch (error) {
      if (!(error instanceof RegistryFailure)) throw error;
      reason = error.reason;
    }
  }
  return { known: false, reason };
}

/** Why background work may not ask a repository now: more than half of the user's pulls is used up. */
export function spared(
  { subject: { host } }: Repository,
  purpose: Purpose,
  { quotas }: Pick<Asking, 'quotas'>,
): UnknownReason | undefined {
  const quota = purpose === 'background' && host === dockerHub ? quotas.of(host) : undefined;
  return quota && quotas.isHalfUsed(host) ? failures.halfUsed(host, quota) : undefined;
}
