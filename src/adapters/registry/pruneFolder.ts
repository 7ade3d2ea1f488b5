import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** What a file takes of the disk at least, in bytes. */
const block = 4096;

/** How full a folder is after it was too full. */
const target = 0.8;

/** A file on its way that is older, in ms, has lost its writer. */
const abandoned = 60 * 60_000;

interface Found {
  readonly file: string;
  readonly size: number;
  /** In ms since the epoch. */
  readonly used: number;
}

/**
 * Removes the files of a folder that were used longest ago until it holds fewer bytes than the limit,
 * and what writers that died have left (`*.part`). Several programs may do so at the same time. What was used
 * at a time that is yet to come goes first: the clock was wrong then.
 *
 * @throws when the folder cannot be read
 */
export async function pruneFolder(folder: string, limit: number): Promise<void> {
  const names = await readdir(folder);
  const found: Found[] = [];
  const now = Date.now();
  for (const name of names) {
    const file = path.join(folder, name);
    // One of the other programs may have removed it by now.
    const status = await stat(file).catch(() => undefined);
    if (!status?.isFile()) continue;
    const age = now - status.mtimeMs;
    if (!name.endsWith('.part')) {
      const used = age < -abandoned ? 0 : status.mtimeMs;
      found.push({ file, size: Math.max(status.size, block), used });
    } else if (Math.abs(age) > abandoned) await rm(file, { force: true });
  }
  let total = found.reduce((sum, { size }) => sum + size, 0);
  if (total <= limit) return;
  found.sort((a, b) => a.used - b.used);
  for (const { file, size } of found) {
    if (total <= limit * target) return;
    await rm(file, { force: true });
    total -= size;
  }
}
