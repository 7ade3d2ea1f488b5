import type { LockFile } from './lockedPackage.ts';
import { readNpmLock } from './npmLock.ts';
import { readNugetLock } from './nugetLock.ts';
import { readPnpmLock } from './pnpmLock.ts';
import { readPythonLock } from './pythonLock.ts';
import { readYarnLock } from './yarnLock.ts';

const readers: Readonly<Record<string, (text: string) => LockFile>> = {
  'package-lock.json': (text) => ({ installs: 'for-stage', packages: readNpmLock(text) }),
  'npm-shrinkwrap.json': (text) => ({ installs: 'for-stage', packages: readNpmLock(text) }),
  'yarn.lock': (text) => ({ installs: 'for-stage', packages: readYarnLock(text) }),
  'pnpm-lock.yaml': (text) => ({ installs: 'for-stage', packages: readPnpmLock(text) }),
  'uv.lock': (text) => ({ installs: 'for-stage', packages: readPythonLock(text) }),
  'poetry.lock': (text) => ({ installs: 'for-stage', packages: readPythonLock(text) }),
  'packages.lock.json': (text) => ({ installs: 'for-target', packages: readNugetLock(text) }),
};

/** Names of the lock files that are read. */
export const lockFileNames: readonly string[] = Object.keys(readers);

/** Whether a path with `/` is that of a lock file which is read. */
export function isLockFile(path: string): boolean {
  return Object.hasOwn(readers, path.slice(path.lastIndexOf('/') + 1));
}

/** Reads a lock file by its name, without a folder. Undefined for another file. Total and linear. */
export function readLockFile(name: string, text: string): LockFile | undefined {
  return Object.hasOwn(readers, name) ? readers[name]?.(text) : undefined;
}
