import type { BaseImage } from '../dockerfile/resolution.ts';
import type { EngineImage, Fact, ImageFacts } from '../facts.ts';
import type { Manifest } from './manifest.ts';

/**
 * An image that the engine of a builder with the driver docker has of its own. Such a builder takes it
 * before it asks a registry (buildx 0.29 sets `image-resolve-mode` to `local`), unless `--pull` is
 * given.
 *
 * - `containerd`: the store keeps what the registry sent, a whole manifest list as well. It is taken as
 *   it is: what it lacks is not looked for elsewhere.
 * - `classic`: the store keeps one platform, which is taken where it matches.
 */
export type LocalImage =
  | ({
      readonly store: 'containerd';
      /** Of a single image. */
      readonly base?: BaseImage;
    } & Omit<ImageFacts, 'reference' | 'source' | 'engineImage' | 'elsewhere'>)
  | ({ readonly store: 'classic'; readonly base: BaseImage } & EngineImage);

/**
 * What a build finds under a reference, when the engine has an image of that name.
 *
 * @param asOf when the engine said so, in ms since the epoch
 * @param registry what the registry says; asked for only when it counts too
 */
export async function withLocalImage(
  { reference, registry }: { readonly reference: string; readonly registry: string },
  local: LocalImage,
  asOf: number,
  askRegistry: () => Promise<Fact<ImageFacts>>,
): Promise<Fact<ImageFacts>> {
  const source = { registry, engine: true } as const;
  if (local.store === 'containerd') {
    const { digest, size, manifest, configPlatform, created } = local;
    const value: ImageFacts = {
      ...{ reference, digest, size, manifest, source },
      ...(configPlatform && { configPlatform }),
      ...(created !== undefined && { created }),
    };
    return { known: true, value, asOf };
  }
  const { digest, platform } = local;
  const engineImage = { digest, platform };
  const elsewhere = await askRegistry();
  if (elsewhere.known) return { ...elsewhere, value: { ...elsewhere.value, engineImage } };
  const { reason } = elsewhere;
  const value = { reference, digest, size: 0, manifest: nothing, source };
  return { known: true, value: { ...value, engineImage, elsewhere: reason }, asOf };
}

/** Says nothing of any platform. */
const nothing: Manifest = {
  kind: 'image',
  mediaType: '',
  config: { mediaType: '', digest: '', size: 0 },
  layers: [],
};
