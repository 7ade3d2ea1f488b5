import type { TarredFile } from '../tar.ts';
import { recordedDigest, recordedShelf, recordedText } from './recordedImages.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';

/** The recorded image with three platforms as the files of an OCI layout. @param name of the image in it */
export function recordedLayout(name: string): readonly TarredFile[] {
  const shelf = recordedShelf();
  const digest = recordedDigest('max');
  const entry = {
    ...{ mediaType: indexType, digest, size: recordedText(digest).length },
    annotations: { 'io.containerd.image.name': name },
  };
  const index = { schemaVersion: 2, mediaType: indexType, manifests: [entry] };
  return [
    ...[...shelf.manifests, ...shelf.blobs]
      .filter(([key]) => key.startsWith('sha256:'))
      .map(([key, { body }]) => ({ name: `blobs/${key.replace(':', '/')}`, body })),
    { name: 'oci-layout', body: '{"imageLayoutVersion":"1.0.0"}' },
    { name: 'index.json', body: JSON.stringify(index) },
  ];
}
