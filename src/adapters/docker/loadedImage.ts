import type { EngineHost } from '../../core/build/hostRun.ts';
import { familiarName, parseReference, withDefaultTag } from '../../core/image/reference.ts';
import type { StoredImage, StoredPlatform } from '../../core/image/storedImage.ts';
import { fail, succeed, type Result } from '../../core/result.ts';
import type { EngineAddress } from './contexts.ts';
import { readEngineStore } from './listImages.ts';
import { readImagePlatform } from './localImages.ts';

/** An image in the store of an engine. */
export interface LoadedImage {
  readonly host: EngineHost;
  readonly image: StoredImage;
  /** Those that are really there; with the classic store it is one. */
  readonly platforms: readonly StoredPlatform[];
}

/** Reads back what was loaded under a name. Undefined where the engine has no such image. Never rejects. */
export async function readLoadedImage(
  engine: EngineAddress,
  reference: string,
  signal?: AbortSignal,
): Promise<Result<LoadedImage | undefined>> {
  const parsed = parseReference(reference);
  if (!parsed.ok) return parsed;
  const store = await readEngineStore(engine, signal);
  if (!store.ok) return fail(store.problem.message);
  // The engine lists images by the names that people write, always with a tag.
  const { tag = '', ...name } = withDefaultTag(parsed.value);
  const image = store.value.images.find(({ tags }) =>
    tags.includes(`${familiarName(name)}:${tag}`),
  );
  if (image === undefined) return succeed(undefined);
  const { id: digest, size: unpackedSize, containers } = image;
  const only = image.platforms ? undefined : await readImagePlatform(engine, digest);
  const own = { digest, isPresent: true, contentSize: 0, unpackedSize, containers };
  const all = image.platforms ?? (only ? [{ ...own, platform: only }] : []);
  const platforms = all.filter((each) => each.isPresent);
  return succeed({ host: store.value.host, image, platforms });
}
