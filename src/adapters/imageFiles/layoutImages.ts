import { parseImageConfig } from '../../core/image/config.ts';
import { parseDigest } from '../../core/image/digest.ts';
import { parseManifest, type Descriptor, type Manifest } from '../../core/image/manifest.ts';
import type { InspectedRoot } from '../../core/image/startInspection.ts';
import { say } from '../../core/language.ts';
import { digestOf, hasDigest } from '../registry/contentDigest.ts';
import { configLimit, isImageConfig, manifestLimit } from '../registry/contentLimits.ts';
import { ImageFileFailure } from './imageFileFailure.ts';
import type { ImageFiles } from './imageFiles.ts';
import { parseFile } from './parseFile.ts';
import { maxImages, openSavedLayer, type StoredImage } from './savedImages.ts';

/** Containerd's annotation with the whole reference; OCI's with what a layout calls the image. */
const NAMES = ['io.containerd.image.name', 'org.opencontainers.image.ref.name'];

/**
 * The images of an OCI image layout (image specification 1.1, image-layout.md). Undefined when it is none.
 *
 * @throws ImageFileFailure when it cannot be read
 */
export async function layoutImages(
  files: ImageFiles,
  signal: AbortSignal,
): Promise<readonly StoredImage[] | undefined> {
  const bytes = await files.read('index.json', manifestLimit, signal);
  if (bytes === undefined) return undefined;
  const index = toManifest(bytes, 'index.json', '');
  if (index.kind !== 'index')
    throw new ImageFileFailure('malformed', say('Its index.json is no index.'));
  // What refers to an image is no image (as oras writes it: an entry with its type).
  const images = index.manifests.filter(({ artifactType = '' }) => artifactType === '');
  const isAll = images.length === index.manifests.length;
  const entries = (images.length > 0 ? images : index.manifests).slice(0, maxImages);
  const isNamed = entries.some((entry) => layoutName(entry) !== '');
  if (entries.length === 0) throw new ImageFileFailure('not-found', say('It has no image.'));
  // Some tools write the platforms of one image there.
  if (!isNamed && entries.length > 1 && isAll) {
    const root = { digest: digestOf(bytes), size: bytes.length, manifest: index };
    return [{ name: '', digest: root.digest, root: () => Promise.resolve(root) }];
  }
  return entries.map((entry) => ({
    name: layoutName(entry),
    digest: entry.digest,
    root: (stop) => readRoot(files, entry, stop),
  }));
}

/** What a layout calls an entry; '' when it does not. */
export function layoutName({ annotations = {} }: Descriptor): string {
  return NAMES.map((key) => annotations[key] ?? '').find((name) => name !== '') ?? '';
}

/**
 * Reads a blob and verifies its digest.
 *
 * @throws ImageFileFailure when it is not there, or is another one
 */
export async function readBlob(
  files: ImageFiles,
  digest: string,
  limit: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const parsed = parseDigest(digest);
  const bytes = parsed.ok
    ? ((await files.read(`blobs/${digest.replace(':', '/')}`, limit, signal)) ??
      // Docker up to 24 saves a config in this way.
      (await files.read(`${digest.slice(digest.indexOf(':') + 1)}.json`, limit, signal)))
    : undefined;
  if (bytes === undefined) {
    const why = say('It may have been saved for some platforms only.');
    throw new ImageFileFailure('not-found', say('It does not have {0}. {1}', digest, why));
  }
  if (!hasDigest(bytes, digest)) {
    throw new ImageFileFailure('malformed', say('What it has as {0} is something else.', digest));
  }
  return bytes;
}

/**
 * Opens a layer, which nobody has verified then.
 *
 * @param digest of the stored bytes; in an archive of Docker up to 24 of the unpacked ones
 * @throws ImageFileFailure when it is not there
 */
export async function openLayer(
  files: ImageFiles,
  digest: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Buffer>> {
  const parts = parseDigest(digest).ok
    ? ((await files.open(`blobs/${digest.replace(':', '/')}`, signal)) ??
      (await openSavedLayer(files, digest, signal)))
    : undefined;
  if (parts !== undefined) return parts;
  const why = say('It may have been saved for some platforms only.');
  throw new ImageFileFailure('not-found', say('It does not have the layer {0}. {1}', digest, why));
}

/** @throws ImageFileFailure when the bytes are no manifest */
function toManifest(bytes: Buffer, name: string, mediaType: string): Manifest {
  const manifest = parseManifest(parseFile(bytes, name), mediaType);
  if (manifest.ok) return manifest.value;
  throw new ImageFileFailure(
    'malformed',
    say('{0} cannot be used: {1}.', name, manifest.problem.message),
  );
}

async function readRoot(
  files: ImageFiles,
  { digest, mediaType }: Descriptor,
  signal: AbortSignal,
): Promise<InspectedRoot> {
  const name = `blobs/${digest.replace(':', '/')}`;
  if (parseDigest(digest).ok && (await files.size(name)) === undefined) {
    // No other image is looked for in its place.
    throw new ImageFileFailure(
      'malformed',
      say(
        'Its index.json names {0}, which is not there: the image was not written or copied in full.',
        digest,
      ),
    );
  }
  const bytes = await readBlob(files, digest, manifestLimit, signal);
  const manifest = toManifest(bytes, digest, mediaType);
  const root = { digest, size: bytes.length, manifest };
  if (manifest.kind !== 'image' || !isImageConfig(manifest.config)) return root;
  const config = await readBlob(files, manifest.config.digest, configLimit, signal);
  const parsed = parseImageConfig(parseFile(config, manifest.config.digest));
  return parsed.ok ? { ...root, configPlatform: parsed.value.platform } : root;
}
