import type { BaseImage } from '../../core/dockerfile/resolution.ts';
import type { Fact, ImageFacts } from '../../core/facts.ts';
import { engineServes } from '../../core/image/coverage.ts';
import { withLocalImage, type LocalImage } from '../../core/image/localImage.ts';
import { parseReference, pulledReference, type Reference } from '../../core/image/reference.ts';
import { selectManifest } from '../../core/image/select.ts';
import type { Platform } from '../../core/platform/platform.ts';
import type { RegistryClient, ResolveOptions } from './client.ts';

/** The images of the engine that builds. Neither way in rejects but for the signal. */
export interface LocalImages {
  /** Undefined when the engine has none of that name. @param reference canonical, as pulled */
  read(reference: string, signal?: AbortSignal): Promise<LocalImage | undefined>;
  /** What a build inherits from one platform of it. @param platform as the manifest list writes it */
  readBase(
    reference: string,
    platform: Platform,
    signal?: AbortSignal,
  ): Promise<BaseImage | undefined>;
}

/** What images are read with. */
export type ImageReader = Pick<RegistryClient, 'resolve' | 'resolveBaseImage'>;

/** Whose images are read, and whether anything may be. */
export interface EngineFirstOptions {
  /** Undefined where the builder does not look at an engine's images. Read at each look-up. */
  readonly localImages: () => LocalImages | undefined;
  /** Whether anybody may be asked, for a file with this setting of `multiarch.registry.lookups`. */
  readonly mayAsk: (lookups: ResolveOptions['lookups']) => boolean;
  /** Present time in ms since the epoch. */
  readonly now?: () => number;
}

/**
 * Reads images as a build with the driver docker finds them: the engine's own before the registry's.
 * The engine is not a host that somebody has to allow.
 */
export function createEngineFirst(
  registries: ImageReader,
  { localImages, mayAsk, now = Date.now }: EngineFirstOptions,
): ImageReader {
  async function find(text: string, { lookups, signal }: ResolveOptions = {}) {
    const images = mayAsk(lookups) ? localImages() : undefined;
    const parsed = parseReference(text);
    if (images === undefined || !parsed.ok) return undefined;
    const reference = pulledReference(parsed.value);
    const local = await images.read(reference.canonical, signal);
    signal?.throwIfAborted();
    return local && { reference, local, images };
  }

  return {
    async resolve(text, options) {
      const found = await find(text, options);
      const askRegistry = (): Promise<Fact<ImageFacts>> => registries.resolve(text, options);
      if (found === undefined) return askRegistry();
      return withLocalImage(nameOf(found.reference), found.local, now(), askRegistry);
    },
    async resolveBaseImage(text, platform, options) {
      const found = await find(text, options);
      const askRegistry = (reference: string): Promise<Fact<BaseImage>> =>
        registries.resolveBaseImage(reference, platform, options);
      if (found === undefined) return askRegistry(text);
      const { reference, local, images } = found;
      if (local.store === 'classic') {
        return engineServes(local, platform) ? known(local.base) : askRegistry(text);
      }
      if (local.base !== undefined) return known(local.base);
      const { manifest } = local;
      // A list whose entries do not tell their platform is the same one in the registry.
      const pinned = `${reference.domain}/${reference.path}@${local.digest}`;
      if (manifest.kind !== 'index') return askRegistry(pinned);
      const chosen = selectManifest(manifest.manifests, platform);
      const entry = chosen.ok ? manifest.manifests[chosen.value]?.platform : undefined;
      if (entry === undefined) return askRegistry(pinned);
      const base = await images.readBase(reference.canonical, entry, options?.signal);
      return base ? known(base) : askRegistry(pinned);
    },
  };

  function known(value: BaseImage): Fact<BaseImage> {
    return { known: true, value, asOf: now() };
  }
}

function nameOf({ canonical, domain }: Reference) {
  return { reference: canonical, registry: domain };
}
