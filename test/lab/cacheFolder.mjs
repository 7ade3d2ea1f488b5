import os from 'node:os';
import path from 'node:path';

/**
 * The folder that keeps downloads and unpacked tools between runs and between clones, outside any
 * checkout. `MULTIARCH_CACHE` is the folder itself; otherwise it is `multiarch` in the user's cache
 * directory. Nothing is created here.
 */
export function cacheFolder(env = process.env, platform = process.platform, home = os.homedir()) {
  if (env.MULTIARCH_CACHE) return path.resolve(env.MULTIARCH_CACHE);
  return path.join(userCache(env, platform, home), 'multiarch');
}

function userCache(env, platform, home) {
  if (platform === 'win32') return env.LOCALAPPDATA ?? path.join(home, 'AppData', 'Local');
  if (env.XDG_CACHE_HOME) return env.XDG_CACHE_HOME;
  return platform === 'darwin' ? path.join(home, 'Library', 'Caches') : path.join(home, '.cache');
}
