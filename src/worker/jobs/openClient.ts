import {
  readBuilderRegistries,
  withBuilderCertificates,
} from '../../adapters/registry/builderRegistries.ts';
import { registryCacheFolder } from '../../adapters/registry/cacheFolder.ts';
import { createRegistryClient, type RegistryClient } from '../../adapters/registry/client.ts';
import { createCredentialSource } from '../../adapters/registry/credentialSource.ts';
import { systemNetwork } from '../../adapters/registry/network.ts';
import type { WorkerRegistries } from '../../protocol/worker.ts';

/**
 * Makes a client that asks registries as the one who has started the worker does.
 *
 * @param environment names docker's folder, proxies and the cache folder
 */
export async function openClient(
  { trusted, lookups, http, builder: builderName, ...rules }: WorkerRegistries,
  environment: NodeJS.ProcessEnv,
): Promise<RegistryClient> {
  const builder =
    trusted && builderName !== undefined
      ? await readBuilderRegistries(builderName, environment)
      : undefined;
  return createRegistryClient({
    ...rules,
    trusted: () => trusted,
    lookups: () => lookups,
    builder,
    findCredential: createCredentialSource(environment),
    network: withBuilderCertificates(
      systemNetwork(environment, () => http),
      () => builder,
    ),
    cacheFolder: registryCacheFolder(environment),
  });
}
