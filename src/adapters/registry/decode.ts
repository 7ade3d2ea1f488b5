import { parseImageConfig } from '../../core/image/config.ts';
import { parseManifest, type Manifest } from '../../core/image/manifest.ts';
import type { ImageFacts } from '../../core/facts.ts';
import { failure, failures } from './errors.ts';

/** What a single image's config adds to its manifest. */
export type ConfigFacts = Pick<ImageFacts, 'configPlatform' | 'created'>;

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
export function decodeConfig(bytes: Buffer, host: string): ConfigFacts {
  const config = parseImageConfig(parseJson(bytes, host, 'image config'));
  if (!config.ok) throw failure(failures.unreadable(host, 'image config', config.problem.message));
  const { platform, created } = config.value;
  return { configPlatform: platform, ...(created !== undefined && { created }) };
}

function parseJson(bytes: Buffer, host: string, what: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw failure(failures.notJson(host, what));
  }
}
