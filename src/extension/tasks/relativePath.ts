import { posix } from 'node:path';
import type { Uri } from 'vscode';

/** Path of a file as seen from a folder, with `/`; `.` for the folder itself. */
export function relativePath(folder: Pick<Uri, 'path'>, file: Pick<Uri, 'path'>): string {
  return posix.relative(folder.path, file.path) || '.';
}
