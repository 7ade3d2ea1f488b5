import type { EngineImage, ImageFacts } from '../facts.ts';
import { onlyMatcher, strictMatcher } from '../platform/match.ts';
import { normalizePlatform, type Platform } from '../platform/platform.ts';
import { attestedDigest, isAttestation } from './attestation.ts';
import type { Descriptor, Manifest } from './manifest.ts';
import { firstWithoutPlatform, selectManifest } from './select.ts';

/** What is needed of an image to say which platforms it serves. */
export type ImageContent = Pick<
  ImageFacts,
  'digest' | 'size' | 'manifest' | 'configPlatform' | 'engineImage'
>;

/** A platform that an image is there for, with the manifest that serves it. */
export interface Offer {
  /** As written; absent when only the config of the manifest would tell. */
  readonly platform?: Platform;
  readonly descriptor: Descriptor;
}

/** A signed statement about how an image was built, kept beside it in the index. */
export interface Attestation {
  /** Digest of the image that it is about. */
  readonly of: string;
  /** Digest of the statement's own manifest. */
  readonly digest: string;
}

/**
 * How an image serves a platform.
 *
 * - `exact`: it has this very platform
 * - `degraded`: something else that the platform can run, either with another instruction set
 *   (arm64 ← arm/v7, amd64 ← 386) or a lower variant of the same (arm/v7 ← arm/v6, amd64/v3 ← amd64)
 * - `missing`: nothing that can stand in. Of a single image this means that its config says something
 *   else; BuildKit takes it nevertheless.
 * - `unknown`: the config that would tell was not read; the image is schema 1
 */
export type Service =
  | { readonly how: 'exact'; readonly platform: Platform; readonly descriptor: Descriptor }
  | {
      readonly how: 'degraded';
      readonly by: 'instruction-set' | 'variant';
      readonly platform: Platform;
      readonly descriptor: Descriptor;
    }
  | { readonly how: 'missing' }
  | { readonly how: 'unknown' };

const CONFIG_TYPE = 'application/vnd.docker.container.image.v1+json';

/** The platforms that an image is really there for, in the order of the index, without attestations. */
export function offersOf(image: ImageContent): readonly Offer[] {
  return entriesOf(image).filter(({ descriptor }) => !isAttestation(descriptor));
}

/** The attestations of an index, in its order, each with the digest of the image that it is about. */
export function attestationsOf(manifest: Manifest): readonly Attestation[] {
  if (manifest.kind !== 'index') return [];
  return manifest.manifests.flatMap((descriptor) => {
    const of = attestedDigest(descriptor);
    return isAttestation(descriptor) && of !== undefined ? [{ of, digest: descriptor.digest }] : [];
  });
}

/** How an image serves a platform, and with which manifest: the one that BuildKit would take. */
export function serveRequest(image: ImageContent, requested: Platform): Service {
  const { engineImage } = image;
  if (engineImage && engineServes(engineImage, requested)) {
    const { digest, platform } = engineImage;
    return served({ mediaType: CONFIG_TYPE, digest, size: 0 }, platform, requested);
  }
  const entries = entriesOf(image);
  const selected = selectManifest(entries, requested);
  if (!selected.ok) {
    const unnamed = entries[firstWithoutPlatform(entries)];
    return { how: unnamed && !isAttestation(unnamed.descriptor) ? 'unknown' : 'missing' };
  }
  const entry = entries[selected.value];
  if (entry?.platform === undefined) return { how: 'unknown' };
  return served(entry.descriptor, entry.platform, requested);
}

/**
 * Whether an engine with the classic store takes its own image for a platform (moby 28.5, builder-next
 * and images.OnlyPlatformWithFallback): also for every variant, when the image names none.
 */
export function engineServes({ platform }: EngineImage, requested: Platform): boolean {
  if (onlyMatcher(requested).match(platform)) return true;
  const { os, architecture } = normalizePlatform(requested);
  return (
    platform.variant === undefined && platform.os === os && platform.architecture === architecture
  );
}

function served(descriptor: Descriptor, platform: Platform, requested: Platform): Service {
  if (strictMatcher(requested).match(platform)) return { how: 'exact', platform, descriptor };
  const isSameSet =
    normalizePlatform(platform).architecture === normalizePlatform(requested).architecture;
  return { how: 'degraded', by: isSameSet ? 'variant' : 'instruction-set', platform, descriptor };
}

/** Every entry of an index, attestations too; a single image is its own only entry. */
function entriesOf({ manifest, digest, size, configPlatform }: ImageContent): readonly Offer[] {
  if (manifest.kind === 'index') return manifest.manifests.map(offerOf);
  const descriptor = { mediaType: manifest.mediaType, digest, size };
  const platform = manifest.kind === 'image' ? configPlatform : undefined;
  return [offerOf({ ...descriptor, ...(platform && { platform }) })];
}

function offerOf(descriptor: Descriptor): Offer {
  const { platform } = descriptor;
  return { descriptor, ...(platform && { platform }) };
}
