import type { Manifest } from '../../../core/image/manifest.ts';
import type { Reference } from '../../../core/image/reference.ts';
import { pulledReference } from '../../../core/image/reference.ts';
import type { Platform } from '../../../core/platform/platform.ts';
import { configLimit } from '../contentLimits.ts';
import { decodeConfig, decodeManifest } from '../decode.ts';
import { imageConfigOf } from '../imageContent.ts';
import { askBlob, askManifest, verifyManifest } from '../imageReader.ts';
import type { Repository } from '../repository.ts';

/** What a reference names, with the bytes. */
export interface SourceManifest {
  readonly mediaType: string;
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
  readonly body: Buffer;
  /** Of an image, or of the one image of a list that is listed anew: what its config says, as written. */
  readonly configPlatform?: Platform;
}

/**
 * Reads what is to go into a manifest list: one request for a list, two for an image.
 *
 * @param repository at the registry itself: a mirror may have what the registry has not any more
 * @param onImage hears the digest of an image, before its config is asked for
 * @throws RegistryFailure when there is no such image; the signal's reason when cancelled
 */
export async function readSource(
  repository: Repository,
  reference: Reference,
  onImage: (digest: string) => void = () => undefined,
): Promise<SourceManifest> {
  const { tag, digest: wanted } = pulledReference(reference);
  const answer = await askManifest(repository, wanted ?? tag ?? 'latest');
  const digest = verifyManifest(answer, wanted);
  const { body, host, headers } = answer;
  const manifest = decodeManifest(body, headers['content-type'], host);
  const { mediaType } = manifest;
  const source = { mediaType, digest, size: body.length, body };
  if (manifest.kind === 'image') onImage(digest);
  const configPlatform = await platformOfImage(repository, manifest);
  return { ...source, ...(configPlatform && { configPlatform }) };
}

/** What the config of an image says of its platform; undefined where it has none. One request. */
export async function platformOfImage(
  repository: Repository,
  manifest: Manifest,
): Promise<Platform | undefined> {
  const config = imageConfigOf(manifest);
  if (config === undefined) return undefined;
  const what = 'image config';
  const { body, host } = await askBlob(repository, { ...config, limit: configLimit, what });
  return decodeConfig(body, host).facts.configPlatform;
}
