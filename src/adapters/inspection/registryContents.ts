import type { ImageSource } from '../../core/facts.ts';
import { parseReference } from '../../core/image/reference.ts';
import type { RegistryClient, ResolveOptions } from '../registry/client.ts';
import { dockerHub } from '../registry/mirrors.ts';
import type { ImageContents, LayeredContents } from './imageContents.ts';

/** How registries are asked: by a person's wish (`asked`), or because a cursor stands somewhere. */
export type InspectionOptions = Required<Pick<ResolveOptions, 'purpose'>> &
  Pick<ResolveOptions, 'lookups'>;

/** An image in a registry. @param reference as a user types it */
export function registryContents(
  client: Pick<RegistryClient, 'resolve' | 'read' | 'referrers' | 'quota'>,
  reference: string,
  options: InspectionOptions,
): ImageContents {
  let found: ImageSource | undefined;
  return {
    async find(signal) {
      const fact = await client.resolve(reference, { ...options, signal });
      if (!fact.known) return fact;
      const { value, asOf, remembered } = fact;
      found = value.source;
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
    counted() {
      // A mirror answers for its registry, which then counts nothing.
      if (found === undefined || found.mirror !== undefined) return undefined;
      const { registry: host } = found;
      const quota = client.quota(host);
      if (quota === undefined) return host === dockerHub ? { host } : undefined;
      const { remaining, limit, window } = quota;
      return { host, left: { remaining, limit, window } };
    },
    referrers: (digest, signal) => client.referrers(reference, digest, { ...options, signal }),
  };
}

/** An image in a registry, with its layers. @param reference as a user types it */
export function registryLayers(
  client: Pick<RegistryClient, 'resolve' | 'read' | 'stream' | 'part' | 'referrers' | 'quota'>,
  reference: string,
  options: InspectionOptions,
): LayeredContents {
  return {
    ...registryContents(client, reference, options),
    stream: (layer, use, signal) =>
      client.stream(reference, layer.digest, use, { ...options, signal }),
    part: (layer, start, length, signal) =>
      client.part(reference, { ...layer, start, length }, { ...options, signal }),
  };
}
