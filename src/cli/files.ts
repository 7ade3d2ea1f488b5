import { readFile, stat } from 'node:fs/promises';
import { glob, isDynamicPattern } from 'tinyglobby';
import { CommandError } from './terminal.ts';

/** Largest file that is read, in bytes: no Dockerfile is near it, a mistaken path may be. */
const sizeLimit = 8 * 1024 * 1024;

/**
 * The files that paths and globs name, each once, in the order given; those of one glob by name.
 *
 * @throws {CommandError} when one of them names nothing
 */
export async function findFiles(patterns: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    const paths = (await exists(pattern)) ? [pattern] : await expand(pattern);
    for (const path of paths) found.add(path);
  }
  return [...found];
}

async function expand(pattern: string): Promise<readonly string[]> {
  if (!isDynamicPattern(pattern)) throw new CommandError(`"${pattern}" does not exist.`);
  const paths = await glob(pattern, { dot: true, ignore: ['**/node_modules/**', '**/.git/**'] });
  if (paths.length === 0) throw new CommandError(`No file matches "${pattern}".`);
  return paths.sort();
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * The text of a Dockerfile. A byte order mark stays: BuildKit skips it, and places count from it.
 *
 * @throws {CommandError} when it cannot be read, or is no file, or is too large
 */
export async function readDockerfile(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > sizeLimit) {
      throw new CommandError(
        `"${path}" has ${size} bytes; a Dockerfile of over ${sizeLimit} is not read.`,
      );
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`"${path}" cannot be read: ${reason(error)}.`);
  }
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EISDIR') return 'it is a folder; name the Dockerfile in it';
  if (code === 'EACCES') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}
