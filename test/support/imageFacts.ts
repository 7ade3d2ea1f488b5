import assert from 'node:assert/strict';
import type { Fact, ImageFacts } from '../../src/core/facts.ts';
import type { Descriptor } from '../../src/core/image/manifest.ts';
import { parsePlatform, type Platform } from '../../src/core/platform/platform.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';

/** A digest that differs for each seed. */
export function digestOf(seed: string): string {
  const hex = Array.from(seed, (character) => character.charCodeAt(0).toString(16)).join('');
  return `sha256:${hex.padEnd(64, '0').slice(0, 64)}`;
}

/** What a registry says of an index with these platforms; each manifest's digest is that of its platform. */
export function indexOf(...platforms: readonly string[]): Fact<ImageFacts> {
  const manifests = platforms.map((text): Descriptor => ({
    mediaType: manifestType,
    digest: digestOf(text),
    size: 1,
    platform: platformOf(text),
  }));
  return factOf({ manifest: { kind: 'index', mediaType: indexType, manifests } });
}

/** What a registry says of one image whose config names a platform, or none. */
export function singleOf(platform?: string): Fact<ImageFacts> {
  const config = { mediaType: manifestType, digest: digestOf('config'), size: 1 };
  return factOf({
    digest: digestOf(platform ?? 'none'),
    manifest: { kind: 'image', mediaType: manifestType, config, layers: [] },
    ...(platform !== undefined && { configPlatform: platformOf(platform) }),
  });
}

/** What a registry says of an image in Docker's schema 1. */
export function legacyImage(): Fact<ImageFacts> {
  const mediaType = 'application/vnd.docker.distribution.manifest.v1+json';
  return factOf({ manifest: { kind: 'legacy', mediaType } });
}

/** What is known of an image while no registry answers. */
export const unreachable: Fact<ImageFacts> = {
  known: false,
  reason: { code: 'unreachable', message: 'no network' },
};

function factOf(image: Pick<ImageFacts, 'manifest'> & Partial<ImageFacts>): Fact<ImageFacts> {
  const rest = {
    reference: 'r',
    digest: digestOf('index'),
    size: 1,
    source: { registry: 'docker.io' },
  };
  return { known: true, asOf: 0, value: { ...rest, ...image } };
}

function platformOf(text: string): Platform {
  const parsed = parsePlatform(text);
  assert(parsed.ok, text);
  return parsed.value;
}
