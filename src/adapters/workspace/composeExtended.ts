import path from 'node:path';
import { say } from '../../core/language.ts';
import { fail, type Result } from '../../core/result.ts';
import { extendedFiles } from './composeLayers.ts';
import { readServices } from './composeText.ts';
import { readFileText } from './fileText.ts';
import type { ListFolder } from './folderLists.ts';

/** How many files are read. */
const mostFiles = 32;

/** The services of files by absolute path, or why they cannot be read: a sentence that goes on behind a colon. */
export type ExtendedFiles = ReadonlyMap<string, Result<Readonly<Record<string, unknown>>>>;

/**
 * Reads the files whose services are extended by those of some compose files (compose-spec, "extends"), and those that
 * these extend.
 *
 * @param texts of compose files, by absolute path; they are not among those that are read
 * @param variables what is set
 * @param list where it is given, nothing is read that it does not list
 */
export async function readExtended(
  texts: ReadonlyMap<string, string>,
  variables: Readonly<Record<string, string>>,
  list?: ListFolder,
): Promise<ExtendedFiles> {
  const found = new Map<string, ReturnType<typeof readServices>>();
  const waiting = [...texts].flatMap(([at, text]) =>
    text.includes('extends') ? [{ at, read: readServices(text) }] : [],
  );
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { at, read } = next;
    if (!read.ok) continue;
    for (const file of extendedFiles({ path: at, services: read.value }, variables)) {
      if (found.has(file) || texts.has(file)) continue;
      const other =
        found.size < mostFiles ? await readOne(file, list) : fail(say('it is too large.'));
      found.set(file, other);
      if (found.size > mostFiles) return found;
      waiting.push({ at: file, read: other });
    }
  }
  return found;
}

async function readOne(
  file: string,
  list: ListFolder | undefined,
): Promise<ReturnType<typeof readServices>> {
  const entries = await list?.(path.dirname(file)).catch(() => []);
  const isListed = entries?.some(({ name }) => name === path.basename(file)) ?? true;
  const text = isListed
    ? await readFileText(file)
    : fail(say('it cannot be read ({0}).', 'ENOENT'));
  return text.ok ? readServices(text.value) : text;
}
