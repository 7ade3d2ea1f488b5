import type { UnknownReason } from '../../core/facts.ts';
import type { Reference } from '../../core/image/reference.ts';
import type { Purpose } from './guard.ts';
import type { EndpointRules } from './mirrors.ts';
import type { Quotas } from './quotas.ts';
import type { Authorizer } from './tokens.ts';
import type { Transport } from './transport.ts';

/** What everything that asks registries shares: connections, tokens, limits, and what is allowed. */
export interface RegistryAccess {
  readonly transport: Transport;
  readonly authorizer: Authorizer;
  readonly quotas: Quotas;
  /** Where to ask, as it is now. */
  rules(): EndpointRules;
  /**
   * Why the registry of a reference may not be asked; undefined when it may.
   *
   * @param lookups the setting of the file that asks, where it differs from the client's own
   */
  refuse(
    reference: Reference,
    purpose: Purpose,
    lookups?: 'on' | 'off' | 'ask',
  ): UnknownReason | undefined;
}
