import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a folder and those above it, as far as they are not there, for this user alone unless a mode says otherwise. Node's own way to do so never
 * ends, at the cost of a processor, where a file system says of a new folder that there is no such one: /proc does
 * (seen with Node 20.20).
 *
 * @throws as `mkdir`
 */
export async function makeFolder(folder: string, mode = 0o700): Promise<void> {
  const above = path.dirname(folder);
  try {
    await makeOne(folder, mode);
  } catch (error) {
    if (!hasCode(error, 'ENOENT') || above === folder) throw error;
    await makeFolder(above, mode);
    await makeOne(folder, mode);
  }
}

async function makeOne(folder: string, mode: number): Promise<void> {
  try {
    await mkdir(folder, { mode });
  } catch (error) {
    if (!hasCode(error, 'EEXIST') || !(await stat(folder)).isDirectory()) throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
