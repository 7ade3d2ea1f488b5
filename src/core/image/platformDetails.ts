import { succeed, type Result } from '../result.ts';
import type { HistoryEntry } from './config.ts';
import type { BaseClaim, LayerInspection, PlatformDetails } from './inspection.ts';
import type { Descriptor, Manifest } from './manifest.ts';
import { emptyRuntimeConfig, readConfig } from './runtimeConfig.ts';

const BASE_NAME = 'org.opencontainers.image.base.name';
const BASE_DIGEST = 'org.opencontainers.image.base.digest';

/** Docker refuses images of more than 127 layers; what is above this number is not listed. */
const maxLayers = 512;

type ImageManifest = Extract<Manifest, { kind: 'image' }>;
type Texts = Readonly<Record<string, string>>;

/**
 * Puts together what manifest and config say of a platform.
 *
 * @param config JSON of the image config; undefined for content that has none (charts, signatures, …)
 * @param annotations of the descriptor in the index
 */
export function platformDetails(
  manifest: ImageManifest,
  config: unknown,
  annotations: Texts = {},
): Result<PlatformDetails> {
  const { artifactType } = manifest;
  const shared = {
    configDigest: manifest.config.digest,
    configType: manifest.config.mediaType,
    ...(artifactType !== undefined && { artifactType }),
    downloadSize: downloadSize(manifest.layers),
    // Put together by a reader of the classic store's archives.
    ...(manifest.mediaType === '' && { unpacked: true as const }),
    annotations: manifest.annotations ?? {},
  };
  const own = manifest.annotations ?? {};
  if (config === undefined) {
    const base = baseClaim([own, annotations]);
    return succeed({
      ...shared,
      ...(base && { base }),
      author: '',
      config: emptyRuntimeConfig,
      layers: listLayers(manifest.layers, []),
    });
  }
  const read = readConfig(config);
  if (!read.ok) return read;
  const { image, runtime, author } = read.value;
  const base = baseClaim([own, annotations, runtime.labels]);
  return succeed({
    ...shared,
    ...(image.platform.os !== '' && { configPlatform: image.platform }),
    ...(image.created !== undefined && { created: image.created }),
    ...(base && { base }),
    author,
    config: runtime,
    layers: listLayers(manifest.layers, image.history),
  });
}

/** A layer that is there twice is downloaded once. */
function downloadSize(layers: readonly Descriptor[]): number {
  const sizes = new Map(layers.map(({ digest, size }) => [digest, size]));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/** The first that tells wins: the manifest, its descriptor, the labels, which a child image inherits. */
function baseClaim(places: readonly Texts[]): BaseClaim | undefined {
  const place = places.find((texts) => texts[BASE_NAME] ?? texts[BASE_DIGEST]);
  if (place === undefined) return undefined;
  const digest = place[BASE_DIGEST] ?? '';
  return { name: place[BASE_NAME] ?? '', ...(digest !== '' && { digest }) };
}

/** History tells of layers only where it has one entry for each: some builders leave it out, or short. */
function listLayers(
  layers: readonly Descriptor[],
  history: readonly HistoryEntry[],
): readonly LayerInspection[] {
  const steps = history.filter(({ isEmptyLayer }) => !isEmptyLayer);
  const isWhole = steps.length === layers.length;
  return layers.slice(0, maxLayers).map(({ digest, size, mediaType, annotations }, at) => ({
    ...{ digest, size, mediaType },
    createdBy: (isWhole ? steps[at]?.createdBy : undefined) ?? '',
    sharedWith: [],
    ...(annotations && { annotations }),
  }));
}
