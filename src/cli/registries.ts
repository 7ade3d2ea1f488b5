import { readEngineRegistries } from '../adapters/docker/engineRegistries.ts';
import { registryCacheFolder } from '../adapters/registry/cacheFolder.ts';
import { createRegistryClient } from '../adapters/registry/client.ts';
import { createCredentialSource } from '../adapters/registry/credentialSource.ts';
import { systemNetwork } from '../adapters/registry/network.ts';
import { isPlainHttpHost } from '../adapters/registry/mirrors.ts';
import type { BaseImageNeed } from '../core/dockerfile/baseImages.ts';
import type { BaseImage } from '../core/dockerfile/resolution.ts';
import type { Fact, ImageFacts } from '../core/facts.ts';
import { parseReference } from '../core/image/reference.ts';
import { parsePlatform } from '../core/platform/platform.ts';
import { CommandError } from './terminal.ts';

/** Registries as a command asks them: because the user said so, so any host may be asked. */
export interface Registries {
  /** @throws {CommandError} when the user has interrupted the program */
  resolve(reference: string): Promise<Fact<ImageFacts>>;
  /**
   * What a build on an image inherits from it.
   *
   * @throws {CommandError} when the user has interrupted the program
   */
  resolveBase(need: BaseImageNeed): Promise<Fact<BaseImage>>;
  dispose(): Promise<void>;
}

/**
 * Opens the registries that references name. The engine is asked for its mirrors first, if there is
 * one and any of the references is not on this machine.
 */
export async function openRegistries(
  references: readonly string[],
  signal: AbortSignal,
): Promise<Registries> {
  const engine = references.every(isLocal)
    ? { mirrors: [], insecure: [] }
    : await readEngineRegistries('docker', signal);
  const client = createRegistryClient({
    trusted: () => true,
    lookups: () => 'on',
    engine,
    findCredential: createCredentialSource(process.env),
    network: systemNetwork(process.env),
    cacheFolder: registryCacheFolder(process.env),
  });
  return {
    resolve: (reference) => unlessInterrupted(client.resolve(reference, { signal, purpose })),
    async resolveBase({ reference, platform }) {
      const parsed = parsePlatform(platform);
      // It was formatted by us.
      if (!parsed.ok) return { known: false, reason: { code: 'failed', ...parsed.problem } };
      return unlessInterrupted(
        client.resolveBaseImage(reference, parsed.value, { signal, purpose }),
      );
    },
    async dispose() {
      await client.settled();
      client.dispose();
    },
  };

  async function unlessInterrupted<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (signal.aborted) throw new CommandError('interrupted.');
      throw error;
    }
  }
}

const purpose = 'asked';

function isLocal(reference: string): boolean {
  const parsed = parseReference(reference);
  return parsed.ok && isPlainHttpHost(parsed.value.domain);
}
