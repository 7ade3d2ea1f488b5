import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import type { FileProblem } from '../core/project/fileProblem.ts';
import { archiveName, imageHint } from './mistakenOperand.ts';
import { CommandError } from './terminal.ts';

/** Largest file that is read, in bytes: no Dockerfile is near it, a mistaken path may be. */
const sizeLimit = 8 * 1024 * 1024;

/** Folders whose Dockerfiles are somebody else's. */
const ignored = ['**/node_modules/**', '**/.git/**'];

/**
 * The files that paths and globs name, each once, in the order given; those of one glob by name. What
 * names nothing is a problem, and so is nothing else.
 */
export async function findFiles(patterns: readonly string[]): Promise<{
  readonly files: readonly string[];
  readonly problems: readonly FileProblem[];
}> {
  const found = new Map<string, string>();
  const problems: FileProblem[] = [];
  const named = patterns.map((pattern) => existsSync(pattern));
  for (const [index, pattern] of patterns.entries()) {
    const isGlob = named[index] !== true && isDynamicPattern(pattern);
    const paths = named[index] === true ? [pattern] : isGlob ? await expand(pattern) : [];
    for (const file of paths) {
      const key = path.resolve(file);
      if (!found.has(key)) found.set(key, file);
    }
    if (paths.length > 0) continue;
    const message = isGlob
      ? `No file matches "${pattern}".`
      : `"${pattern}" does not exist.${imageHint(pattern)}`;
    problems.push({ path: pattern, severity: 'error', message });
  }
  return { files: [...found.values()], problems };
}

/** A glob is searched from the folder in front of its first wildcard: `ignored` counts from there. */
async function expand(pattern: string): Promise<readonly string[]> {
  const parts = pattern.split(path.sep).join('/').split('/');
  const wild = parts.findIndex((part) => isDynamicPattern(part));
  const folder = parts.slice(0, wild).join('/');
  const cwd = folder === '' && wild > 0 ? '/' : folder || '.';
  const paths = await glob(parts.slice(wild).join('/'), { cwd, dot: true, ignore: ignored });
  return paths.map((file) => path.join(cwd, file)).sort();
}

/** How many files are read at the same time: an operating system gives only so many handles. */
const readersAtOnce = 64;

/** Does something to each of a list, a bounded number at the same time; the results keep its order. */
export async function mapLimited<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const rest = items.entries();
  async function next(): Promise<void> {
    for (const [index, item] of rest) results[index] = await work(item);
  }
  await Promise.all(Array.from({ length: Math.min(readersAtOnce, items.length) }, next));
  return results;
}

/**
 * The text of a Dockerfile. A byte order mark stays: BuildKit skips it, and places count from it.
 *
 * @throws {CommandError} when it cannot be read, or is no file, or is too large
 */
export function readDockerfile(file: string, signal: AbortSignal): string {
  try {
    signal.throwIfAborted();
    // Thousands of small files: to wait for each three times would take longer than to read it.
    const found = statSync(file);
    if (found.isDirectory())
      throw new CommandError(
        existsSync(path.join(file, 'oci-layout'))
          ? `"${file}" is an image in an OCI layout: multiarch image ${file} --details`
          : `"${file}" is a folder; name a file in it, or a glob such as "**/Dockerfile*".`,
      );
    if (!found.isFile()) throw new CommandError(`"${file}" is not a file.`);
    const { size } = found;
    if (size > sizeLimit) {
      throw new CommandError(
        `"${file}" has ${size} bytes, and is not read: no file to check has over ${sizeLimit}.`,
      );
    }
    const text = readFileSync(file, 'utf8');
    if (isArchive(file, text)) {
      throw new CommandError(
        `"${file}" is an archive. If it holds an image: multiarch image ${file} --details`,
      );
    }
    return text;
  } catch (error) {
    if (error instanceof CommandError) throw error;
    if (signal.aborted) throw new CommandError('interrupted.');
    if (isMissing(error)) throw new CommandError(`"${file}" does not exist.${imageHint(file)}`);
    throw new CommandError(`"${file}" cannot be read: ${reason(error)}.`);
  }
}

/** gzip by its first byte, tar by its magic number (POSIX ustar), both by their names. */
function isArchive(file: string, text: string): boolean {
  return (
    archiveName.test(file) || text.startsWith('\u001F\uFFFD') || text.slice(257, 262) === 'ustar'
  );
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
