import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** What is on the disk of the registry cache: damaged entries, and files on their way. */
export interface KeptFiles {
  readonly entries: number;
  /** Names of entries that are not whole. */
  readonly damaged: readonly string[];
  /** Files whose writer has died, or still writes. */
  readonly unfinished: readonly string[];
}

/** Looks at every file of the registry cache, without its code: sums, digests and names are worked out anew. */
export async function inspectCache(folder: string): Promise<KeptFiles> {
  const names = await readdir(folder).catch(() => []);
  const unfinished = names.filter((name) => name.endsWith('.part'));
  const damaged: string[] = [];
  for (const name of names) {
    if (unfinished.includes(name)) continue;
    const bytes = await readFile(path.join(folder, name));
    const rest = bytes.subarray(65);
    const line = rest.indexOf('\n');
    const body = rest.subarray(line + 1);
    const isWhole =
      bytes.toString('latin1', 0, 65) === `${sum(rest)}\n` &&
      isJson(rest.toString('utf8', 0, line)) &&
      (!name.startsWith('sha256-') || name === `sha256-${sum(body)}`);
    if (!isWhole) damaged.push(name);
  }
  return { entries: names.length - unfinished.length, damaged, unfinished };
}

/** Looks at every file of the state folder: each must be JSON of ours, or unfinished. */
export async function inspectState(folder: string): Promise<KeptFiles> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = names.filter((entry) => entry.isFile());
  const unfinished = files.filter(({ name }) => name.endsWith('.unfinished'));
  const damaged: string[] = [];
  for (const entry of files) {
    if (unfinished.includes(entry)) continue;
    const text = await readFile(path.join(entry.parentPath, entry.name), 'utf8');
    if (!isJson(text) || !text.startsWith('{"version":1,')) damaged.push(entry.name);
  }
  return {
    entries: files.length - unfinished.length,
    damaged,
    unfinished: unfinished.map(({ parentPath, name }) => path.join(parentPath, name)),
  };
}

function sum(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
