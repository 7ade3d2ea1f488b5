/** Docker's and OCI's names for what lists the images of several platforms. */
const INDEX_TYPES: ReadonlySet<string> = new Set([
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.index.v1+json',
]);

/** Docker's and OCI's names for one image. */
const IMAGE_TYPES: ReadonlySet<string> = new Set([
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
]);

/** What a list of manifests is taken for that does not say what it is. */
export const DEFAULT_INDEX_TYPE = 'application/vnd.docker.distribution.manifest.list.v2+json';
/** What one image's manifest is taken for that does not say what it is. */
export const DEFAULT_IMAGE_TYPE = 'application/vnd.docker.distribution.manifest.v2+json';
/** Docker's schema 1, unsigned: no longer pulled by containerd 2.0 and newer. */
export const LEGACY_TYPE = 'application/vnd.docker.distribution.manifest.v1+json';
const SIGNED_LEGACY_TYPE = 'application/vnd.docker.distribution.manifest.v1+prettyjws';

/** The kind of manifest that a media type names; undefined for all other content. */
export function manifestKind(mediaType: string): 'index' | 'image' | 'legacy' | undefined {
  if (INDEX_TYPES.has(mediaType)) return 'index';
  if (IMAGE_TYPES.has(mediaType)) return 'image';
  return mediaType === LEGACY_TYPE || mediaType === SIGNED_LEGACY_TYPE ? 'legacy' : undefined;
}

/** Layers of images, and what BuildKit describes a cache with. */
const BLOBS =
  /^application\/vnd\.(?:(?:oci|docker)\.image\.(?:layer|rootfs)|buildkit\.cacheconfig)\./;

/**
 * Whether an entry of a list is no manifest: BuildKit lists the layers of a cache in an index (BuildKit 0.32,
 * cache/remotecache/export.go).
 */
export function isBlobType(mediaType: string): boolean {
  return BLOBS.test(mediaType);
}

/**
 * Whether a layer is one that only its maker hands out, as those of Windows were until 2023: registries need not have
 * it (OCI image specification 1.1, layer.md, non-distributable layers; Docker's image manifest 2.2).
 */
export function isForeignLayer(mediaType: string): boolean {
  return /\.(?:rootfs\.foreign|layer\.nondistributable)\./.test(mediaType);
}

/**
 * The media type in a Content-Type header: parameters dropped, `text/plain` is schema 1, which some
 * registries serve without naming it (containerd 2.3, core/remotes/docker).
 */
export function mediaTypeOfHeader(contentType: string): string {
  const semicolon = contentType.indexOf(';');
  const mediaType = (semicolon === -1 ? contentType : contentType.slice(0, semicolon)).trim();
  return mediaType === 'text/plain' ? LEGACY_TYPE : mediaType;
}
