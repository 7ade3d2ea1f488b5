import { homedir } from 'node:os';
import path from 'node:path';

/**
 * Where this program keeps what must outlive a window, for this user: the folder `state` below the one
 * that `MULTIARCH_CACHE` names, else in the place that the system has for it (XDG base directories:
 * `XDG_STATE_HOME`; Apple's file system guide; Windows' known folders). It may not exist yet.
 */
export function stateFolder(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const style = platform === 'win32' ? path.win32 : path.posix;
  const chosen = environment['MULTIARCH_CACHE'];
  if (chosen) return style.join(chosen, 'state');
  if (platform === 'darwin') {
    return path.posix.join(home, 'Library/Application Support/multiarch');
  }
  if (platform === 'win32') {
    const local = environment['LOCALAPPDATA'] ?? path.win32.join(home, 'AppData', 'Local');
    return path.win32.join(local, 'multiarch', 'state');
  }
  const state = environment['XDG_STATE_HOME'];
  // A relative path is invalid there and to be ignored.
  const folder =
    state !== undefined && path.posix.isAbsolute(state)
      ? state
      : path.posix.join(home, '.local/state');
  return path.posix.join(folder, 'multiarch');
}
