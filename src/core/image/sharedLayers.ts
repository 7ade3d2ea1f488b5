import type { ImageInspection, LayerInspection, PlatformInspection } from './inspection.ts';

/** A layer and the platforms that have it. */
export interface SharedLayer {
  readonly digest: string;
  /** Compressed, in bytes. */
  readonly size: number;
  /** Formatted, in the order of the index; two at least. */
  readonly platforms: readonly string[];
}

/** How many names {@link withSharedLayers} writes down at most: a hostile image could make millions. */
const maxNames = 20_000;

/** The layers that several platforms have, in the order in which they are met. */
export function sharedLayers({ platforms }: Pick<ImageInspection, 'platforms'>): SharedLayer[] {
  const found = new Map<string, { size: number; platforms: Set<string> }>();
  for (const { platform, layer } of platforms.flatMap(layersOf)) {
    const entry = found.get(layer.digest) ?? { size: layer.size, platforms: new Set() };
    found.set(layer.digest, entry);
    entry.platforms.add(platform);
  }
  return [...found]
    .filter(([, entry]) => entry.platforms.size > 1)
    .map(([digest, entry]) => ({ digest, size: entry.size, platforms: [...entry.platforms] }));
}

/** What all platforms take in a registry, in bytes: every layer that is known, once. */
export function storedSize({ platforms }: Pick<ImageInspection, 'platforms'>): number {
  const sizes = new Map(
    platforms.flatMap(layersOf).map(({ layer }) => [layer.digest, layer.size] as const),
  );
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/** The inspection with every layer's `sharedWith`, as far as details are known. */
export function withSharedLayers(inspection: ImageInspection): ImageInspection {
  const shared = new Map(sharedLayers(inspection).map((layer) => [layer.digest, layer.platforms]));
  let names = 0;
  const complete = (platform: string, layer: LayerInspection): LayerInspection => {
    const all = shared.get(layer.digest);
    if (all === undefined || names + all.length > maxNames) return layer;
    names += all.length;
    return { ...layer, sharedWith: all.filter((other) => other !== platform) };
  };
  const platforms = inspection.platforms.map((entry): PlatformInspection => {
    if (!entry.details.known) return entry;
    const { value } = entry.details;
    const layers = value.layers.map((layer) => complete(entry.platform, layer));
    return { ...entry, details: { ...entry.details, value: { ...value, layers } } };
  });
  return { ...inspection, platforms };
}

function layersOf({ platform, details }: PlatformInspection) {
  return details.known ? details.value.layers.map((layer) => ({ platform, layer })) : [];
}
