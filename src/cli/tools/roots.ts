import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { parseReference } from '../../core/image/reference.ts';
import { CommandError, UsageError } from '../terminal.ts';

/**
 * The absolute path of a file or folder in one of the roots, links followed.
 *
 * @throws {CommandError} when it does not exist, or lies in none of them
 */
export async function pathInRoots(written: string, roots: readonly string[]): Promise<string> {
  const found = await findInRoots(written, roots);
  if (found !== undefined) return found;
  const places = roots.map((root) => `"${root}"`).join(', ');
  throw new CommandError(`"${written}" is no file in ${places}; files elsewhere are not read.`);
}

/** The same; undefined where there is none. */
async function findInRoots(written: string, roots: readonly string[]): Promise<string | undefined> {
  for (const root of roots) {
    const [folder, file] = await Promise.all([
      realPath(root),
      realPath(path.resolve(root, written)),
    ]);
    if (folder !== undefined && file !== undefined && isWithin(file, folder)) return file;
  }
  return undefined;
}

/** What a path looks like; of these only the second can be a reference too. */
const pathLike = /^(?:\.{0,2}[/\\]|[A-Za-z]:[/\\])/;

/**
 * What names an image to a command: the path of an OCI layout or archive in one of the roots, or a whole
 * reference, which is no path.
 *
 * @throws {CommandError} when it is neither
 */
export async function imageInRoots(written: string, roots: readonly string[]): Promise<string> {
  if (pathLike.test(written)) return pathInRoots(written, roots);
  const file = await findInRoots(written, roots);
  if (file !== undefined) return file;
  return wholeReference(written);
}

/** A reference with its registry. @throws {UsageError} with what is wrong with it */
export function wholeReference(written: string): string {
  const parsed = parseReference(written);
  if (!parsed.ok) throw new UsageError(`"${written}": ${parsed.problem.message}.`);
  return parsed.value.canonical;
}

/** A path as it is called from the first root that it lies in, with `/`. */
export async function shownPath(file: string, roots: readonly string[]): Promise<string> {
  for (const root of roots) {
    const folder = await realPath(root);
    if (folder !== undefined && isWithin(file, folder)) {
      return path.relative(folder, file).replaceAll(path.sep, '/');
    }
  }
  return file;
}

function isWithin(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function realPath(file: string): Promise<string | undefined> {
  return realpath(file).catch(() => undefined);
}
