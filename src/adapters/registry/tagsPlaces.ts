import type { Fact, UnknownReason } from '../../core/facts.ts';
import type { Reference } from '../../core/image/reference.ts';
import type { RegistryAccess } from './access.ts';
import { failures, RegistryFailure } from './errors.ts';
import { dockerHub, endpointsOf, type Endpoint } from './mirrors.ts';
import { openRepository, type Repository } from './repository.ts';
import type { TagListing } from './tagsListing.ts';
import { hubApiHost, listHubTags } from './tagsOfHub.ts';
import { listRegistryTags } from './tagsOfRegistry.ts';

/**
 * Lists the tags of a repository where its images are read: at its mirrors, then at the registry. Docker
 * Hub itself is first asked by its own API, which does not know private repositories.
 *
 * @throws the signal's reason when cancelled
 */
export async function listTags(
  reference: Reference,
  access: RegistryAccess,
  signal: AbortSignal,
): Promise<Fact<TagListing>> {
  const { domain, path, tag = 'latest', canonical } = reference;
  const rules = access.rules();
  const { mirrors, registry } = endpointsOf(domain, rules);

  const byRegistry = (endpoint: Endpoint) => (): Promise<TagListing> => {
    const subject = { host: endpoint.host, repository: path, reference: canonical };
    return listRegistryTags(openRepository(endpoint, subject, access, signal), endpoint, signal);
  };
  const byHub = (): Promise<TagListing> => {
    const { origin } = endpointsOf(hubApiHost, rules).registry;
    const { transport } = access;
    return listHubTags(path, tag, { transport, origin, reference: canonical }, signal);
  };

  const ways = [
    ...mirrors.map(byRegistry),
    ...(domain === dockerHub ? [byHub] : []),
    byRegistry(registry),
  ];
  let reason: UnknownReason | undefined;
  for (const list of ways) {
    try {
      return { known: true, value: await list(), asOf: Date.now() };
    } catch (error) {
      if (!(error instanceof RegistryFailure)) throw error;
      // The registry's own failure, which comes last, is the one that counts.
      reason = error.reason;
    }
  }
  return { known: false, reason: reason ?? failures.notFound(domain, canonical) };
}

/**
 * Lists the tags of a repository as its registry has them: no mirror is asked, which may be behind it.
 *
 * @param repository opened at the registry itself
 * @throws RegistryFailure when the registry does not tell; the signal's reason when cancelled
 */
export function listOwnTags(
  { domain }: Pick<Reference, 'domain'>,
  repository: Repository,
  access: RegistryAccess,
  signal: AbortSignal,
): Promise<TagListing> {
  return listRegistryTags(repository, endpointsOf(domain, access.rules()).registry, signal);
}
