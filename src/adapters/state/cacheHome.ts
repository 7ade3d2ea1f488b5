import path from 'node:path';

/**
 * The place that the system has for what may be removed at any time (XDG base directories, Apple's file system
 * guide, Windows' known folders).
 */
export function cacheHome(
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
