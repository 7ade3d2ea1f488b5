import { digestOf, type MemoryRegistry } from './memoryRegistry.ts';

/** Adds an image with these layers. @returns its digest */
export function addImage(
  registry: MemoryRegistry,
  path: string,
  tag: string,
  architecture: string,
  layers: readonly Buffer[],
): string {
  const { blobs } = registry.repository(path);
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture, rootfs: {} }));
  for (const blob of [config, ...layers]) blobs.set(digestOf(blob), blob);
  const describe = (blob: Buffer, mediaType: string) => ({
    ...{ mediaType, digest: digestOf(blob), size: blob.length },
  });
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = {
    schemaVersion: 2,
    mediaType,
    config: describe(config, 'application/vnd.oci.image.config.v1+json'),
    layers: layers.map((layer) => describe(layer, 'application/vnd.oci.image.layer.v1.tar+gzip')),
  };
  return registry.put(path, mediaType, JSON.stringify(manifest), tag);
}

/** Adds an index of images. @param digests with their architectures @returns its digest */
export function addIndex(
  registry: MemoryRegistry,
  path: string,
  tag: string,
  digests: Readonly<Record<string, string>>,
): string {
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const manifests = Object.entries(digests).map(([architecture, digest]) => {
    const kept = registry.repository(path).manifests.get(digest);
    const size = kept?.body.length ?? 0;
    return {
      ...kept,
      ...{ digest, size, platform: { os: 'linux', architecture }, body: undefined },
    };
  });
  return registry.put(
    path,
    mediaType,
    JSON.stringify({ schemaVersion: 2, mediaType, manifests }),
    tag,
  );
}

/** Adds an artifact, as signatures are: by its subject, or by a tag of cosign's. @returns its digest */
export function addArtifact(
  registry: MemoryRegistry,
  path: string,
  content: string,
  { of, tag }: { readonly of?: string; readonly tag?: string },
): string {
  const { blobs, manifests } = registry.repository(path);
  const blob = Buffer.from(content);
  const empty = Buffer.from('{}');
  for (const each of [blob, empty]) blobs.set(digestOf(each), each);
  const describe = (each: Buffer, mediaType: string) => ({
    ...{ mediaType, digest: digestOf(each), size: each.length },
  });
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const subject = of === undefined ? undefined : manifests.get(of);
  const manifest = {
    ...{ schemaVersion: 2, mediaType, artifactType: 'application/vnd.cncf.notary.signature' },
    config: describe(empty, 'application/vnd.oci.empty.v1+json'),
    layers: [describe(blob, 'application/jose+json')],
    ...(of !== undefined && {
      subject: {
        mediaType: subject?.mediaType ?? mediaType,
        digest: of,
        size: subject?.body.length ?? 0,
      },
    }),
    annotations: { 'org.example.content': content },
  };
  return registry.put(path, mediaType, JSON.stringify(manifest), tag);
}
