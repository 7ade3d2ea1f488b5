import type { BaseImage } from '../../core/dockerfile/resolution.ts';
import type { ImageFacts } from '../../core/facts.ts';
import type { Descriptor, Manifest } from '../../core/image/manifest.ts';
import { isImageConfig } from './contentLimits.ts';
import { decodeConfig, decodeManifest } from './decode.ts';
import type { DiskCache, KeptContent } from './diskCache.ts';
import { RegistryFailure } from './errors.ts';

/** What a digest names: the same at every registry and for ever. */
export interface ImageContent {
  readonly facts: Omit<ImageFacts, 'reference' | 'source'>;
  /** Of a single image: what a build on it inherits. */
  readonly base?: BaseImage;
  /** Bytes that were read for it. */
  readonly weight: number;
}

/** The config that belongs to a manifest's facts; undefined when it has none that describes an image. */
export function imageConfigOf(manifest: Manifest): Descriptor | undefined {
  const config = manifest.kind === 'image' ? manifest.config : undefined;
  return config && isImageConfig(config) ? config : undefined;
}

/**
 * Puts together what was read.
 *
 * @param size of the manifest, in bytes
 * @param config bytes of {@link imageConfigOf}'s config, where there is one
 * @throws RegistryFailure when these bytes are no config
 */
export function contentOf(
  { digest, size, manifest }: Pick<ImageFacts, 'digest' | 'size' | 'manifest'>,
  config: Buffer | undefined,
  host: string,
): ImageContent {
  if (config === undefined) return { facts: { digest, size, manifest }, weight: size };
  const { facts, base } = decodeConfig(config, host);
  return { facts: { digest, size, manifest, ...facts }, base, weight: size + config.length };
}

/** Reads a digest's content from the disk; undefined when any part of it is not there. */
export async function readKept(digest: string, disk: DiskCache): Promise<ImageContent | undefined> {
  const kept = await disk.readContent(digest);
  if (!kept) return undefined;
  const place = 'the cache';
  try {
    const { body, contentType } = kept;
    const manifest = decodeManifest(body, contentType, place);
    const wanted = imageConfigOf(manifest);
    const config = wanted && (await disk.readContent(wanted.digest));
    if (wanted && !config) return undefined;
    return contentOf({ digest, size: body.length, manifest }, config?.body, place);
  } catch (error) {
    // Another version of this program took it for readable: it is asked for again.
    if (error instanceof RegistryFailure) return undefined;
    throw error;
  }
}

/** Bytes of a digest, on their way to the disk. */
export type KeepContent = (digest: string, content: KeptContent) => void;
