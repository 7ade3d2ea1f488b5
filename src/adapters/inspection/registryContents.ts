import { parseReference } from '../../core/image/reference.ts';
import type { RegistryClient, ResolveOptions } from '../registry/client.ts';
import type { ImageContents } from './imageContents.ts';

/** How registries are asked: by a person's wish (`asked`), or because a cursor stands somewhere. */
export type InspectionOptions = Required<Pick<ResolveOptions, 'purpose'>> &
  Pick<ResolveOptions, 'lookups'>;

/** An image in a registry. @param reference as a user types it */
export function registryContents(
  client: Pick<RegistryClient, 'resolve' | 'read' | 'referrers'>,
  reference: string,
  options: InspectionOptions,
): ImageContents {
  return {
    async find(signal) {
      const fact = await client.resolve(reference, { ...options, signal });
      if (!fact.known) return fact;
      const { value, asOf, remembered } = fact;
      const parsed = parseReference(value.reference);
      const name = {
        reference,
        familiar: parsed.ok ? parsed.value.familiar : value.reference,
        origin: { kind: 'registry', source: value.source },
        asOf,
        ...(remembered && { remembered }),
      } as const;
      return { known: true, value: { name, root: value }, asOf };
    },
    read: (wanted, signal) => client.read(reference, wanted, { ...options, signal }),
    referrers: (digest, signal) => client.referrers(reference, digest, { ...options, signal }),
  };
}
