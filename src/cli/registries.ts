import { readConfiguredHosts } from '../adapters/docker/config.ts';
import { findChosenBuilder } from '../adapters/docker/chosenBuilder.ts';
import { engineAddress } from '../adapters/docker/contexts.ts';
import { readEngineRegistries } from '../adapters/docker/engineRegistries.ts';
import { engineImages } from '../adapters/docker/localImages.ts';
import type { LayeredContents } from '../adapters/inspection/imageContents.ts';
import { registryLayers } from '../adapters/inspection/registryContents.ts';
import {
  readBuilderRegistries,
  withBuilderCertificates,
} from '../adapters/registry/builderRegistries.ts';
import type { RegistryAccess } from '../adapters/registry/access.ts';
import { registryCacheFolder } from '../adapters/registry/cacheFolder.ts';
import { createRegistryClient } from '../adapters/registry/client.ts';
import { createCredentialSource } from '../adapters/registry/credentialSource.ts';
import { createEngineFirst } from '../adapters/registry/engineFirst.ts';
import { isPlainHttpHost } from '../adapters/registry/mirrors.ts';
import { systemNetwork } from '../adapters/registry/network.ts';
import type { Quota } from '../adapters/registry/quotas.ts';
import { findTags, type TagQuery } from '../adapters/registry/tags.ts';
import type { BaseImageNeed } from '../core/dockerfile/baseImages.ts';
import type { BaseImage } from '../core/dockerfile/resolution.ts';
import type { EngineRegistries, Fact, ImageFacts, UnknownReason } from '../core/facts.ts';
import { parseReference } from '../core/image/reference.ts';
import type { TagSearch } from '../core/image/tagSearch.ts';
import { parsePlatform } from '../core/platform/platform.ts';
import { CommandError, type Caller } from './terminal.ts';

/** Registries as a command asks them: any of them because the user said so, or those that a caller may ask. */
export interface Registries {
  /** @throws {CommandError} when the user has interrupted the program */
  resolve(reference: string): Promise<Fact<ImageFacts>>;
  /**
   * What a build on an image inherits from it.
   *
   * @throws {CommandError} when the user has interrupted the program
   */
  resolveBase(need: BaseImageNeed): Promise<Fact<BaseImage>>;
  /**
   * Tags of a reference's repository.
   *
   * @throws {CommandError} when the user has interrupted the program
   */
  findTags(
    reference: string,
    query: Pick<TagQuery, 'platforms' | 'limit'>,
  ): Promise<Fact<TagSearch>>;
  /** Why the registry of a reference may not be asked; undefined when it may. */
  refuse(reference: string): UnknownReason | undefined;
  /**
   * An image in a registry, to be looked at in all its parts.
   *
   * @throws {CommandError} when the registry may not be asked
   */
  contents(reference: string): LayeredContents;
  /** What others ask the registries with in the same way. */
  readonly access: RegistryAccess;
  /** What a registry has said of its limit, e.g. `docker.io`. */
  quota(host: string): Quota | undefined;
  dispose(): Promise<void>;
}

/** Where a command looks for images. */
export interface ImagePlaces {
  /** The builder, whose mirrors count; the one in use when left out. */
  readonly builder?: string;
  /** Whether the images of a builder's engine go before the registries', as in a build without `--pull`. */
  readonly engineImages: boolean;
}

const noRegistries: EngineRegistries = { mirrors: [], insecure: [] };

/** Drivers whose BuildKit does not look at the configuration of any engine. */
const ownConfiguration: readonly string[] = ['docker-container', 'kubernetes'];

/**
 * Opens the registries that references name. The engine is asked for its mirrors first, if the builder
 * uses them and any of the references is not on this machine.
 */
export async function openRegistries(
  references: readonly string[],
  places: ImagePlaces,
  { signal, registries: rules }: Caller,
): Promise<Registries> {
  const surroundings = { environment: process.env, platform: process.platform };
  const { name, driver, endpoint } = await findChosenBuilder(places.builder, surroundings);
  const builder = driver === 'docker' ? undefined : await readBuilderRegistries(name, process.env);
  const engine =
    ownConfiguration.includes(driver) || references.every(isLocal)
      ? noRegistries
      : await readEngineRegistries('docker', signal);
  const client = createRegistryClient({
    trusted: () => true,
    lookups: () => rules?.lookups ?? 'on',
    engine,
    builder,
    ...(rules && {
      allowedHosts: rules.allowedHosts,
      dockerConfigHosts: await readConfiguredHosts(process.env),
      mirrors: rules.mirrors,
      insecure: rules.insecure,
    }),
    findCredential: createCredentialSource(process.env),
    network: withBuilderCertificates(systemNetwork(process.env), () => builder),
    cacheFolder: registryCacheFolder(process.env),
  });
  const engineOfBuilder =
    places.engineImages && driver === 'docker'
      ? await engineAddress(endpoint, surroundings)
      : undefined;
  const local = engineOfBuilder && engineImages(engineOfBuilder);
  const images = createEngineFirst(client, { localImages: () => local, mayAsk: () => true });
  const refuse = (reference: string): UnknownReason | undefined => {
    const parsed = parseReference(reference);
    if (rules === undefined || !parsed.ok) return undefined;
    // What is refused in the background is what nobody has agreed to.
    const isAsked = rules.isNamed === true && rules.lookups === 'on';
    const reason = client.access.refuse(parsed.value, isAsked ? purpose : 'background');
    return reason?.code === 'host-not-allowed' ? notAllowed(parsed.value.domain) : reason;
  };
  return {
    refuse,
    async resolve(reference) {
      const reason = refuse(reference);
      if (reason !== undefined) return { known: false, reason };
      return unlessInterrupted(images.resolve(reference, { signal, purpose }));
    },
    async resolveBase({ reference, platform }) {
      const reason = refuse(reference);
      if (reason !== undefined) return { known: false, reason };
      const parsed = parsePlatform(platform);
      // It was formatted by us.
      if (!parsed.ok) return { known: false, reason: { code: 'failed', ...parsed.problem } };
      return unlessInterrupted(
        images.resolveBaseImage(reference, parsed.value, { signal, purpose }),
      );
    },
    findTags: (reference, query) =>
      unlessInterrupted(findTags(client, reference, { ...query, signal, purpose })),
    contents(reference) {
      const reason = refuse(reference);
      if (reason !== undefined) throw new CommandError(reason.message);
      return registryLayers(client, reference, { purpose });
    },
    access: client.access,
    quota: (host) => client.quota(host),
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

function notAllowed(host: string): UnknownReason {
  const message = `${host} was not asked: it is not among the registries that may be asked here. Allow it by multiarch.registry.allowedHosts in the editor, or by --allow-host=${host} on the command line.`;
  return { code: 'host-not-allowed', message };
}

function isLocal(reference: string): boolean {
  const parsed = parseReference(reference);
  return parsed.ok && isPlainHttpHost(parsed.value.domain);
}
