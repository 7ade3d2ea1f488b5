import { readdirSync, type Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';

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
