import { isKnownArchitecture } from './architecture.ts';
import { formatPlatformAll, normalizePlatform, parsePlatform } from './platform.ts';

/**
 * The platform of a folder that a build of several platforms has written: `linux/arm/v7` of `linux_arm_v7` (BuildKit
 * 0.32, exporter/local); undefined where the name is none of a platform.
 *
 * @param folder without the folders around it
 */
export function platformOfFolder(folder: string): string | undefined {
  const parsed = parsePlatform(folder.replaceAll('_', '/'));
  if (!/^[a-z]/.test(folder) || !folder.includes('_') || !parsed.ok) return undefined;
  if (!isKnownArchitecture(parsed.value.architecture)) return undefined;
  return formatPlatformAll(normalizePlatform(parsed.value));
}
