import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

const suffix = '.unfinished';

/** What was not finished that long after it was written to, in ms, never will be. */
const abandoned = 3_600_000;

/**
 * Puts a text in its place as a whole, for its user alone. A program that ends meanwhile, or a disk that is full,
 * leaves what was there.
 *
 * @throws when it cannot be written
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${randomUUID()}${suffix}`;
  try {
    await writeFile(unfinished, text, { mode: 0o600 });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
}

/**
 * Takes away what programs have left in a folder that ended in the midst of {@link writeWhole}: long ago, or at a
 * time that is long to come, because a clock was wrong. Never rejects.
 */
export async function sweepUnfinished(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each.endsWith(suffix))) {
    const file = path.join(folder, name);
    const status = await stat(file).catch(() => undefined);
    if (!status?.isFile() || Math.abs(Date.now() - status.mtimeMs) < abandoned) continue;
    await rm(file, { force: true }).catch(() => undefined);
  }
}
