import type { Reference } from '../../../core/image/reference.ts';
import type { RegistryAccess } from '../access.ts';
import { endpointsOf } from '../mirrors.ts';
import { openRepository, type WritableRepository } from '../repository.ts';
import { mergeScopes } from '../scopes.ts';
import type { WantedList } from './listPlan.ts';

/** What a token is to allow: to read the sources beside the target, and `rights` to the target itself. */
export function scopesOf({ target, sources }: WantedList, rights: string): readonly string[] {
  const beside = sources.filter(({ reference }) => reference.domain === target.domain);
  return mergeScopes([
    `repository:${target.path}:${rights}`,
    ...beside.map(({ reference }) => `repository:${reference.path}:pull`),
  ]);
}

/** Opens the target's repository with the rights to write there and to read the sources beside it. */
export function openTarget(
  wanted: WantedList,
  access: RegistryAccess,
  signal: AbortSignal,
): WritableRepository {
  return openListRepository(wanted.target, access, signal, scopesOf(wanted, 'pull,push'));
}

/**
 * Opens a source's repository at the registry itself.
 *
 * @param wanted what it is read for: one token does for all that is asked of the target's registry
 */
export function openSource(
  reference: Pick<Reference, 'domain' | 'path' | 'canonical'>,
  access: RegistryAccess,
  signal: AbortSignal,
  wanted?: WantedList,
): WritableRepository {
  const isBeside = wanted?.target.domain === reference.domain;
  return openListRepository(
    reference,
    access,
    signal,
    isBeside ? scopesOf(wanted, 'pull,push') : [],
  );
}

/**
 * Opens a repository at the registry itself.
 *
 * @param scopes what tokens are asked for besides reading it
 */
export function openListRepository(
  { domain, path, canonical }: Pick<Reference, 'domain' | 'path' | 'canonical'>,
  access: RegistryAccess,
  signal: AbortSignal,
  scopes: readonly string[],
): WritableRepository {
  const { registry } = endpointsOf(domain, access.rules());
  const subject = { host: registry.host, repository: path, reference: canonical };
  return openRepository(registry, subject, access, signal, scopes);
}
