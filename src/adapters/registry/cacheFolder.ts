import { homedir } from 'node:os';
import path from 'node:path';

/**
 * Where answers of registries are kept for this user: one folder for the editor and the command line,
 * the one that `MULTIARCH_REGISTRY_CACHE` names, else below the folder that `MULTIARCH_CACHE` names,
 * else in the place that the system has for what may be removed at any time (XDG base directories,
 * Apple's file system guide, Windows' known folders). It may not exist yet.
 */
export function registryCacheFolder(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const style = platform === 'win32' ? path.win32 : path.posix;
  const own = environment['MULTIARCH_REGISTRY_CACHE'];
  if (own) return own;
  const chosen = environment['MULTIARCH_CACHE'];
  if (chosen) return style.join(chosen, 'registry');
  return style.join(cacheHome(environment, platform, home), 'multiarch', 'registry');
}

function cacheHome(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  home: string,
): string {
  if (platform === 'darwin') return path.posix.join(home, 'Library/Caches');
  if (platform === 'win32') {
    return environment['LOCALAPPDATA'] ?? path.win32.join(home, 'AppData', 'Local');
  }
  const folder = environment['XDG_CACHE_HOME'];
  // A relative path is invalid there and to be ignored.
  return folder !== undefined && path.posix.isAbsolute(folder)
    ? folder
    : path.posix.join(home, '.cache');
}
