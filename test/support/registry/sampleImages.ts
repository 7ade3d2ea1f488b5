import { createShelf, putImage, putManifest, serveShelf } from './images.ts';
import type { Handler } from './loopbackServer.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';

/**
 * Every repository of a registry, with these tags: `multi` (an index for linux/amd64, linux/arm64 and
 * linux/arm/v7, with an attestation), `amd64-index` (an index for linux/amd64 only), `single` (one
 * image for linux/amd64) and `single-arm64`.
 */
export function sampleRegistry(): Handler {
  const shelf = createShelf();
  const image = (architecture: string, variant?: string) => {
    const name = `${architecture}${variant ?? ''}`;
    const digest = putImage(shelf, `image-${name}`, {
      os: 'linux',
      architecture,
      ...(variant !== undefined && { variant }),
      created: '2026-11-01T10:00:00Z',
    });
    const size = shelf.manifests.get(digest)?.body.length ?? 0;
    return {
      mediaType: manifestType,
      digest,
      size,
      platform: { os: 'linux', architecture, ...(variant !== undefined && { variant }) },
    };
  };
  const index = (tag: string, manifests: readonly object[]) =>
    putManifest(shelf, tag, {
      mediaType: indexType,
      body: JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests }),
    });
  const amd64 = image('amd64');
  const attestation = {
    mediaType: manifestType,
    digest: `sha256:${'a'.repeat(64)}`,
    size: 566,
    annotations: {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': amd64.digest,
    },
    platform: { os: 'unknown', architecture: 'unknown' },
  };
  index('multi', [amd64, image('arm64'), image('arm', 'v7'), attestation]);
  index('amd64-index', [amd64]);
  putImage(shelf, 'single', { os: 'linux', architecture: 'amd64' });
  putImage(shelf, 'single-arm64', { os: 'linux', architecture: 'arm64' });
  return serveShelf(shelf);
}
