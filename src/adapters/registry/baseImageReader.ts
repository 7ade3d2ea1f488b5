import type { BaseImage } from '../../core/dockerfile/resolution.ts';
import type { Fact, ImageFacts } from '../../core/facts.ts';
import { firstWithoutPlatform, selectManifest } from '../../core/image/select.ts';
import { formatPlatformAll, type Platform } from '../../core/platform/platform.ts';
import { failures } from './errors.ts';
import type { ImageContent } from './imageContent.ts';

/** How images are looked up for {@link readBaseImage}. */
export interface BaseImageTools {
  /** @param reference canonical */
  readonly resolve: (reference: string) => Promise<Fact<ImageFacts>>;
  readonly known: (digest: string) => Promise<ImageContent | undefined>;
}

/**
 * Reads what a build inherits from the image that BuildKit takes for a platform. An image that is no
 * index is taken whatever its platform, as BuildKit does.
 */
export async function readBaseImage(
  reference: string,
  platform: Platform,
  tools: BaseImageTools,
): Promise<Fact<BaseImage>> {
  const fact = await tools.resolve(reference);
  if (!fact.known) return fact;
  const { manifest, reference: canonical } = fact.value;
  const noMatch = (): Fact<BaseImage> => {
    const reason = failures.noPlatform(canonical, formatPlatformAll(platform));
    return { known: false, reason };
  };
  if (manifest.kind !== 'index') return baseOf(fact, tools);

  const chosen = selectManifest(manifest.manifests, platform);
  const position = chosen.ok ? chosen.value : firstWithoutPlatform(manifest.manifests);
  const descriptor = manifest.manifests[position];
  if (!descriptor) return noMatch();
  const repository = canonical.replace(/(?:@[^@]*|:[^:/]*)$/, '');
  const child = await tools.resolve(`${repository}@${descriptor.digest}`);
  if (!child.known) return child;
  // An entry that does not name its platform counts for the one in its config.
  const config = child.value.configPlatform;
  const fits = chosen.ok || selectManifest([{ ...(config && { config }) }], platform).ok;
  return fits ? baseOf(child, tools) : noMatch();
}

async function baseOf(
  { value, asOf }: { readonly value: ImageFacts; readonly asOf: number },
  { known }: BaseImageTools,
): Promise<Fact<BaseImage>> {
  const base = (await known(value.digest))?.base;
  if (base) return { known: true, value: base, asOf };
  return { known: false, reason: failures.noConfig(value.reference) };
}
