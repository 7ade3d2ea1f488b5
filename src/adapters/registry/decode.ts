import type { BaseImage } from '../../core/dockerfile/resolution.ts';
import { parseImageConfig } from '../../core/image/config.ts';
import { parseManifest, type Manifest } from '../../core/image/manifest.ts';
import type { ImageFacts } from '../../core/facts.ts';
import { baseImageOf } from './baseImage.ts';
import type { ContentName } from './contentNames.ts';
import { failure, failures } from './errors.ts';

/** What a single image's config tells. */
interface DecodedConfig {
  /** What it adds to the manifest. */
  readonly facts: Pick<ImageFacts, 'configPlatform' | 'created'>;
  /** What a build on the image inherits. */
  readonly base: BaseImage;
}

/**
 * Reads verified bytes as a manifest.
 *
 * @param contentType as in the header, with its parameters
 * @throws RegistryFailure when they are none
 */
export function decodeManifest(
  bytes: Buffer,
  contentType: string | undefined,
  host: string,
): Manifest {
  const manifest = parseManifest(parseJson(bytes, host, 'manifest'), contentType);
  if (!manifest.ok) throw failure(failures.unreadable(host, 'manifest', manifest.problem.message));
  return manifest.value;
}

/**
 * Reads verified bytes as an image config.
 *
 * @throws RegistryFailure when they are none
 */
export function decodeConfig(bytes: Buffer, host: string): DecodedConfig {
  const json = parseJson(bytes, host, 'image config');
  const config = parseImageConfig(json);
  if (!config.ok) throw failure(failures.unreadable(host, 'image config', config.problem.message));
  const { platform, created } = config.value;
  return {
    facts: { configPlatform: platform, ...(created !== undefined && { created }) },
    base: baseImageOf(config.value, json),
  };
}

function parseJson(bytes: Buffer, host: string, what: ContentName): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw failure(failures.notJson(host, what));
  }
}
