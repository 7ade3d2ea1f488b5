import { constants, copyFile, link, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../adapters/state/makeFolder.ts';
import { CommandError } from './terminal.ts';

/**
 * Writes a file that is not there yet, and the folders above it, in one step: whoever ends it meanwhile finds none.
 * What has come under its name meanwhile is kept.
 *
 * @throws {CommandError} when it cannot be written
 */
export async function writeNewFile(file: string, text: string): Promise<void> {
  const folder = path.dirname(path.resolve(file));
  const next = path.join(folder, `.${path.basename(file)}.${process.pid}.tmp`);
  try {
    // Others work in the folders of a project, too.
    await makeFolder(folder, 0o777);
    await writeFile(next, text, { flag: 'wx' });
    try {
      await putNew(next, file);
    } finally {
      await rm(next, { force: true });
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`"${file}" cannot be written: ${reason}.`);
  }
}

/** A link is refused where there is something; some file systems know none, and have a copy made there. */
async function putNew(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}
