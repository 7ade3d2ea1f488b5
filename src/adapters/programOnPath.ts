import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';

/**
 * Whether a program stands in a folder of PATH. Nothing is started.
 *
 * @param name without an extension
 * @param environment whose PATH counts, and on Windows PATHEXT
 */
export async function isOnPath(
  name: string,
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  const isWindows = platform === 'win32';
  const paths = isWindows ? path.win32 : path.posix;
  const folders = (environment['PATH'] ?? environment['Path'] ?? '').split(paths.delimiter);
  const endings = isWindows ? (environment['PATHEXT'] ?? '.EXE;.CMD').split(';') : [''];
  const files = folders
    .filter((folder) => folder !== '')
    .flatMap((folder) => endings.map((ending) => paths.join(folder, name + ending)));
  const found = await Promise.all(
    files.map((file) =>
      access(file, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}
