import * as z from 'zod/mini';
import { parseImageConfig } from '../../core/image/config.ts';
import { parseDigest } from '../../core/image/digest.ts';
import type { Descriptor, Manifest } from '../../core/image/manifest.ts';
import type { InspectedRoot } from '../../core/image/startInspection.ts';
import { say } from '../../core/language.ts';
import { configLimit, manifestLimit } from '../registry/contentLimits.ts';
import { digestOf } from '../registry/contentDigest.ts';
import { ImageFileFailure } from './imageFileFailure.ts';
import type { ImageFiles } from './imageFiles.ts';
import { parseFile } from './parseFile.ts';

/** `manifest.json` of `docker save` (moby 24, image/tarexport): one entry for each image. */
const savedSchema = z.array(
  z.object({
    Config: z.string(),
    RepoTags: z.nullish(z.array(z.string())),
    Layers: z.nullish(z.array(z.string())),
  }),
);

const diffIds = z.object({ rootfs: z.object({ diff_ids: z.array(z.string()) }) });

/** An image in an archive or folder. */
export interface StoredImage {
  /** '' when it has none. */
  readonly name: string;
  /** Digest by which it can be chosen where it has no name. */
  readonly digest: string;
  root(signal: AbortSignal): Promise<InspectedRoot>;
}

/** Images beyond this number are not listed. */
export const maxImages = 500;

/**
 * The images of an archive that Docker up to 24 has saved, which has no OCI layout. Undefined when it is none.
 *
 * @throws ImageFileFailure when it cannot be read
 */
export async function savedImages(
  files: ImageFiles,
  signal: AbortSignal,
): Promise<readonly StoredImage[] | undefined> {
  const bytes = await files.read('manifest.json', manifestLimit, signal);
  if (bytes === undefined) return undefined;
  const saved = savedSchema.safeParse(parseFile(bytes, 'manifest.json'));
  if (!saved.success)
    throw new ImageFileFailure('malformed', say('Its manifest.json is not docker’s.'));
  return saved.data.slice(0, maxImages).flatMap(({ Config: config, RepoTags: tags, Layers }) => {
    const digest = `sha256:${config.replace(/^blobs\/sha256\/|\.json$/g, '')}`;
    const root = (stop: AbortSignal) => readRoot(files, { config, digest }, Layers ?? [], stop);
    return (tags?.length ? tags : ['']).map((name) => ({ name, digest, root }));
  });
}

/** A layer by the digest of its unpacked bytes, which its image's config tells; undefined when there is none. */
export async function openSavedLayer(
  files: ImageFiles,
  diffId: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Buffer> | undefined> {
  const bytes = await files.read('manifest.json', manifestLimit, signal);
  const saved = bytes && savedSchema.safeParse(parseFile(bytes, 'manifest.json'));
  for (const { Config: config, Layers: layers } of saved?.data?.slice(0, maxImages) ?? []) {
    const json = await files.read(config, configLimit, signal);
    const ids = json && diffIds.safeParse(parseFile(json, config)).data?.rootfs.diff_ids;
    const layer = layers?.[ids?.indexOf(diffId) ?? -1];
    if (layer !== undefined) return files.open(layer, signal);
  }
  return undefined;
}

async function readRoot(
  files: ImageFiles,
  { config, digest }: { readonly config: string; readonly digest: string },
  layers: readonly string[],
  signal: AbortSignal,
): Promise<InspectedRoot> {
  const bytes = await files.read(config, configLimit, signal);
  if (bytes === undefined || !parseDigest(digest).ok || digestOf(bytes) !== digest) {
    throw new ImageFileFailure(
      'malformed',
      say('The image config {0} is missing, or another one.', config),
    );
  }
  const json = parseFile(bytes, config);
  const parsed = parseImageConfig(json);
  if (!parsed.ok) throw new ImageFileFailure('malformed', `${config}: ${parsed.problem.message}.`);
  const ids = diffIds.safeParse(json).data?.rootfs.diff_ids ?? [];
  const sizes = await Promise.all(layers.map((layer) => files.size(layer)));
  const manifest: Manifest = {
    kind: 'image',
    mediaType: '',
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      ...{ digest, size: bytes.length },
    },
    layers: layers.map((_, at): Descriptor => {
      const mediaType = 'application/vnd.docker.image.rootfs.diff.tar';
      return { mediaType, digest: ids[at] ?? '', size: sizes[at] ?? 0 };
    }),
  };
  return { digest, size: 0, manifest, configPlatform: parsed.value.platform };
}
