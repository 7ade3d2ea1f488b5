import { createShelf, putImage, putManifest, serveShelf } from './images.ts';
import type { Handler } from './loopbackServer.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';

/**
 * Every repository of a registry, with these tags, each an index for linux/amd64 and linux/arm64: `tools`,
 * whose images set TARGETARCH, `plain`, whose images set nothing, and `onbuild`, whose images copy from
 * a stage named assets.
 */
export function configRegistry(): Handler {
  const shelf = createShelf();
  const index = (tag: string, configOf: (architecture: string) => object) => {
    const manifests = ['amd64', 'arm64'].map((architecture) => {
      const platform = { os: 'linux', architecture };
      const config = { ...platform, config: configOf(architecture) };
      const digest = putImage(shelf, `${tag}-${architecture}`, config);
      const size = shelf.manifests.get(digest)?.body.length ?? 0;
      return { mediaType: manifestType, digest, size, platform };
    });
    const body = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests });
    putManifest(shelf, tag, { mediaType: indexType, body });
  };
  index('tools', (architecture) => ({ Env: [`TARGETARCH=${architecture}`, 'DIST=out'] }));
  index('plain', () => ({}));
  index('onbuild', () => ({ OnBuild: ['COPY --from=assets /a /a'] }));
  return serveShelf(shelf);
}
