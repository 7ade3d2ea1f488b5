import { relabelledImage, type ListSource } from '../../../core/manifestList/listSource.ts';
import type { Platform } from '../../../core/platform/platform.ts';
import { verifyDigest } from '../contentDigest.ts';
import { configLimit } from '../contentLimits.ts';
import { decodeConfig, decodeManifest } from '../decode.ts';
import { failure, failures } from '../errors.ts';
import { imageConfigOf } from '../imageContent.ts';
import type { ContentOrigin, KnownManifest } from './contentOrigin.ts';

/**
 * What the config says of the one image of a list that is to be listed for another platform; undefined for all other
 * sources, of which nothing is asked. Two requests.
 *
 * @param known gets the image's manifest, which a copy needs as well
 * @throws RegistryFailure when the image cannot be read
 */
export async function relabelledPlatform(
  source: ListSource,
  open: () => ContentOrigin,
  known: Map<string, KnownManifest>,
): Promise<Platform | undefined> {
  const image = relabelledImage(source);
  if (image === undefined) return undefined;
  const origin = open();
  const manifest = await origin.manifest(image.digest);
  known.set(image.digest, manifest);
  const config = imageConfigOf(decodeManifest(manifest.body, manifest.mediaType, origin.host));
  if (config === undefined) return undefined;
  const bytes = await readConfig(origin, config.digest);
  return decodeConfig(bytes, origin.host).facts.configPlatform;
}

async function readConfig(origin: ContentOrigin, digest: string): Promise<Buffer> {
  const what = 'image config';
  const parts: Buffer[] = [];
  let length = 0;
  await origin.blob(digest, async (body) => {
    for await (const part of body) {
      length += part.length;
      if (length > configLimit) throw failure(failures.tooLarge(origin.host, what, configLimit));
      parts.push(part);
    }
  });
  const bytes = Buffer.concat(parts);
  verifyDigest(bytes, digest, origin.host, what);
  return bytes;
}
