import { readdirSync, type Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';

/** Lists what lies in a folder. Rejects with the system's error. */
export type ListFolder = (folder: string) => Promise<readonly Dirent[]>;

/** Waits for the system, so that a large or far folder keeps nothing else waiting. */
export const listFolder: ListFolder = (folder) => readdir(folder, { withFileTypes: true });

/** For thousands of small folders: to wait for each takes longer than to list it. */
export const listFolderNow: ListFolder = (folder) =>
  new Promise((resolve) => {
    resolve(readdirSync(folder, { withFileTypes: true }));
  });

/** Lists each folder once. */
export function listOnce(list: ListFolder): ListFolder {
  const known = new Map<string, ReturnType<ListFolder>>();
  return (folder) => {
    const entries = known.get(folder) ?? list(folder);
    known.set(folder, entries);
    return entries;
  };
}

/**
 * Lists folders as if there were nothing but what lies in some of them: no other folder, and no link that leads out.
 *
 * @param roots absolute paths
 */
export function listWithin(roots: readonly string[], list: ListFolder): ListFolder {
  let real: Promise<readonly (string | undefined)[]> | undefined;
  const realOf = (at: string) => realpath(at).catch(() => undefined);
  const isInside = async (at: string): Promise<boolean> => {
    const place = await realOf(at);
    real ??= Promise.all(roots.map(realOf));
    const folders = await real;
    return folders.some((folder) => {
      if (place === undefined || folder === undefined) return false;
      const way = path.relative(folder, place);
      return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
    });
  };
  return async (folder) => {
    if (!(await isInside(folder))) return [];
    const entries = await list(folder);
    const inside = await Promise.all(
      entries.map(
        async (entry) => !entry.isSymbolicLink() || (await isInside(path.join(folder, entry.name))),
      ),
    );
    return entries.filter((_, at) => inside[at]);
  };
}
