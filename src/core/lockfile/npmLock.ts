import { isJsonObject } from '../image/jsonFields.ts';
import type { LockedPackage } from './lockedPackage.ts';
import { nodeFamilies, type NodeEntry } from './nodeFamilies.ts';

/**
 * The families of a `package-lock.json` of version 2 or 3 (docs.npmjs.com, "package-lock.json"). That of
 * version 1 does not say what packages are for, and none is read of it. npm 10.8 and older leave builds for
 * other platforms out where `node_modules` was there before the file.
 */
export function readNpmLock(text: string): readonly LockedPackage[] {
  let lock: unknown;
  try {
    lock = JSON.parse(text);
  } catch {
    return [];
  }
  const packages = isJsonObject(lock) ? lock['packages'] : undefined;
  if (!isJsonObject(packages)) return [];
  const entries: NodeEntry[] = [];
  for (const [path, entry] of Object.entries(packages)) {
    const at = path.lastIndexOf('node_modules/');
    if (!isJsonObject(entry) || at === -1) continue;
    const optional = entry['optionalDependencies'];
    entries.push({
      name: path.slice(at + 'node_modules/'.length),
      constraints: {
        ...{ os: textsOf(entry['os']), cpu: textsOf(entry['cpu']), libc: textsOf(entry['libc']) },
      },
      optional: isJsonObject(optional) ? Object.keys(optional) : [],
    });
  }
  return nodeFamilies(entries);
}

function textsOf(value: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((each) => typeof each === 'string');
}
