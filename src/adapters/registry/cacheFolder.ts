import { homedir } from 'node:os';
import path from 'node:path';
import { cacheHome } from '../state/cacheHome.ts';

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
