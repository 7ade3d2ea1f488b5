import { constants, type Dirent } from 'node:fs';
import { open, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { headerLength, readExecutable } from '../../core/binary/executable.ts';
import { say } from '../../core/language.ts';
import { readLockFile } from '../../core/lockfile/lockFile.ts';
import type { LockFile } from '../../core/lockfile/lockedPackage.ts';
import type { ContextProgram, Fact } from '../../core/facts.ts';
import { goPattern } from '../../core/patterns/goPattern.ts';
import { ignoredFiles, type IgnoredFiles } from '../../core/patterns/ignoredFiles.ts';
import type { MatchBudget } from '../../core/patterns/pathMachine.ts';
import { formatPlatform } from '../../core/platform/platform.ts';
import { listFolder, listOnce, type ListFolder } from './folderLists.ts';

/** Reads a build context. */
export interface ContextReader {
  /** The programs and libraries under a path, by the first bytes of each file. */
  programs(path: string, signal?: AbortSignal): Promise<Fact<readonly ContextProgram[]>>;
  /** What a lock file pins; undefined where there is none, or it is ignored. */
  lockFile(path: string): Promise<Fact<LockFile | undefined>>;
}

/** How many files under one path are looked at, and how deep folders are. */
const limits = {
  ...{ files: 5_000, depth: 40, ignoreFile: 256 * 1024, lockFile: 16 * 1024 * 1024 },
  /** States of patterns, for all files under one path: well below a second. */
  work: 20_000_000,
};

/**
 * Reads what is in a build context, without what is ignored. Links are not followed, and nothing outside of
 * the folder is read. What a folder holds is asked once.
 *
 * @param folder absolute path of the build context
 * @param dockerfile absolute path; its own `<name>.dockerignore` goes before that of the context
 * @param now clock, in ms since the epoch
 * @param listAny lists any folder
 */
export function createContextReader(
  folder: string,
  dockerfile: string,
  now: () => number = Date.now,
  listAny: ListFolder = listFolder,
): ContextReader {
  const list = listOnce(listAny);
  let ignored: Promise<IgnoredFiles> | undefined;
  let real: Promise<string> | undefined;
  const readIgnore = () => (ignored ??= readIgnored(folder, dockerfile, list));
  const readRoot = () => (real ??= realpath(folder));

  async function programs(source: string, signal?: AbortSignal) {
    try {
      const [root, ignore] = await Promise.all([readRoot(), readIgnore()]);
      const files = await find({ root, source, ignored: ignore, list }, signal);
      if (files === undefined) {
        return unknown(
          say('{0} holds more than {1} files of the build context.', source, limits.files),
        );
      }
      const programs: ContextProgram[] = [];
      for (const file of files) {
        signal?.throwIfAborted();
        const platforms = await platformsOf(path.join(root, ...file.split('/')));
        if (platforms.length > 0) programs.push({ path: file, platforms });
      }
      return { known: true, value: programs, asOf: now() } as const;
    } catch (error) {
      if (signal?.aborted === true) throw error;
      return unread(error);
    }
  }

  async function lockFile(at: string): Promise<Fact<LockFile | undefined>> {
    try {
      const root = await readRoot();
      if ((await kindAt(root, at, list)) !== 'file' || (await readIgnore()).ignores(at))
        return { known: true, value: undefined, asOf: now() };
      const file = path.join(root, ...at.split('/'));
      if ((await stat(file)).size > limits.lockFile)
        return unknown(say('{0} is too large to be read.', at));
      const value = readLockFile(path.basename(file), await readFile(file, 'utf8'));
      return { known: true, value, asOf: now() };
    } catch (error) {
      return unread(error);
    }
  }

  return { programs, lockFile };
}

function unread(error: unknown): Fact<never> {
  const reason = error instanceof Error ? error.message : String(error);
  return unknown(say('The build context cannot be read: {0}', reason));
}

function unknown(message: string): Fact<never> {
  return { known: false, reason: { code: 'failed', message } };
}

async function readIgnored(
  folder: string,
  dockerfile: string,
  list: ListFolder,
): Promise<IgnoredFiles> {
  const own = `${dockerfile}.dockerignore`;
  const text = await firstText([own, path.join(folder, '.dockerignore')], list);
  return ignoredFiles(text);
}

async function firstText(files: readonly string[], list: ListFolder): Promise<string> {
  for (const file of files) {
    const entry = (await entriesIn(path.dirname(file), list)).find(
      ({ name }) => name === path.basename(file),
    );
    if (entry?.isFile() !== true) continue;
    if ((await stat(file)).size > limits.ignoreFile)
      throw new Error(say('{0} is too large to be read.', entry.name));
    return await readFile(file, 'utf8');
  }
  return '';
}

/** What lies in a folder. To list one is cheaper than to ask for files that are not there. */
async function entriesIn(folder: string, list: ListFolder): Promise<readonly Dirent[]> {
  return list(folder).catch(() => []);
}

/** What is looked for. */
interface Wanted {
  /** Real path of the context. */
  readonly root: string;
  readonly source: string;
  readonly ignored: IgnoredFiles;
  readonly list: ListFolder;
}

/** Regular files under a path or pattern, with `/`; undefined when there are too many. */
async function find(
  { root, source, ignored, list }: Wanted,
  signal: AbortSignal | undefined,
): Promise<readonly string[] | undefined> {
  const parts = source.split('/');
  const wild = parts.findIndex((part) => /[*?[\\]/.test(part));
  const start = (wild === -1 ? parts : parts.slice(0, wild)).join('/');
  const budget: MatchBudget = { left: limits.work };
  const pattern = wild === -1 ? undefined : goPattern(source);
  const isWanted = (file: string) =>
    (wild === -1 || pattern?.matchesAround(file, budget) === true) &&
    !ignored.ignores(file, budget);

  const files: string[] = [];
  const waiting = [{ at: start, depth: 0, found: await kindAt(root, start, list) }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    signal?.throwIfAborted();
    const { at, depth, found } = next;
    if (found === 'folder' && depth < limits.depth) {
      // A folder that is ignored may hold files that a later line takes back.
      for (const entry of await list(path.join(root, at))) {
        const { name } = entry;
        if (at === '' && name === '.git') continue;
        const place = at === '' ? name : `${at}/${name}`;
        waiting.push({ at: place, depth: depth + 1, found: kindOf(entry) });
      }
    } else if (found === 'file' && isWanted(at)) files.push(at);
    if (budget.left < 0)
      throw new Error(say('its patterns take too long to compare with its files'));
    if (files.length > limits.files || waiting.length > limits.files * 4) return undefined;
  }
  return files.sort();
}

type Kind = 'file' | 'folder' | undefined;

/** What stands at a path, unless a link on the way leads elsewhere. */
async function kindAt(root: string, at: string, list: ListFolder): Promise<Kind> {
  if (at === '') return 'folder';
  const [first, ...rest] = at.split('/');
  const entry = (await entriesIn(root, list)).find(({ name }) => name === first);
  if (entry === undefined || rest.length === 0) return entry && kindOf(entry);
  const place = path.join(root, at);
  const above = await realpath(path.dirname(place)).catch(() => undefined);
  if (above === undefined || path.relative(root, above).startsWith('..')) return undefined;
  const last = (await entriesIn(above, list)).find(({ name }) => name === path.basename(place));
  return last && kindOf(last);
}

function kindOf(entry: Dirent): Kind {
  return entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : undefined;
}

async function platformsOf(file: string): Promise<readonly string[]> {
  // Not to wait for a pipe that took the file's place meanwhile.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK;
  const handle = await open(file, flags).catch(() => undefined);
  if (handle === undefined) return [];
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headerLength), 0, headerLength, 0);
    const executable = readExecutable(buffer.subarray(0, bytesRead));
    return executable?.platforms.map(formatPlatform) ?? [];
  } finally {
    await handle.close();
  }
}
