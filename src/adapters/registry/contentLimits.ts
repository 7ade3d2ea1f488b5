import type { Descriptor } from '../../core/image/manifest.ts';

/** containerd 2.3 refuses larger manifests (core/remotes/docker/resolver.go, MaxManifestSize). */
export const manifestLimit = 4 * 1048 * 1048;

/** Image configs are some KB; what is larger than this, in bytes, is something else. */
export const configLimit = 8 * 1024 * 1024;

/** Only these describe a platform; an artifact's config is whatever its maker likes. */
const imageConfigTypes: readonly string[] = [
  'application/vnd.docker.container.image.v1+json',
  'application/vnd.oci.image.config.v1+json',
];

/** Whether a manifest's config describes an image. */
export function isImageConfig({ mediaType }: Descriptor): boolean {
  return imageConfigTypes.includes(mediaType);
}

/** What is shown as a text may have as many bytes; editors do not colour larger ones. */
export const documentLimit = 8 * 1024 * 1024;
