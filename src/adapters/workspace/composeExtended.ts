import path from 'node:path';
import { say } from '../../core/language.ts';
import { fail, type Result } from '../../core/result.ts';
import { extendedServices } from './composeLayers.ts';
import { readServices } from './composeText.ts';
import { readFileText } from './fileText.ts';
import type { ListFolder } from './folderLists.ts';

/** How many files are read, and how long they are together, in characters. */
const limits = { files: 32, length: 1024 * 1024 };

/** The services of files by absolute path, or why they cannot be read: a sentence that goes on behind a colon. */
export type ExtendedFiles = ReadonlyMap<string, Result<Readonly<Record<string, unknown>>>>;

/**
 * Reads the files whose services are extended by those of some compose files (compose-spec, "extends"), and those that
 * these services extend.
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
  const seen = new Set<string>();
  let left = limits.length;

  async function readOne(file: string): Promise<ReturnType<typeof readServices>> {
    if (found.size >= limits.files) return fail(say('it is too large.'));
    const entries = await list?.(path.dirname(file)).catch(() => []);
    const isListed = entries?.some(({ name }) => name === path.basename(file)) ?? true;
    if (!isListed) return fail(say('it cannot be read ({0}).', 'ENOENT'));
    const text = await readFileText(file);
    if (!text.ok) return text;
    left -= text.value.length;
    return left < 0 ? fail(say('it is too large.')) : readServices(text.value);
  }

  const waiting = [...texts].flatMap(([at, text]) => {
    const read = text.includes('extends') ? readServices(text) : undefined;
    return read?.ok === true ? [{ at, services: read.value, names: Object.keys(read.value) }] : [];
  });
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { at, services, names } = next;
    for (const { file, service } of extendedServices({ path: at, services }, names, variables)) {
      const key = `${file}\0${service}`;
      if (seen.has(key) || texts.has(file)) continue;
      seen.add(key);
      const read = found.get(file) ?? (await readOne(file));
      found.set(file, read);
      // One that cannot be read is enough: nothing of the project counts then.
      if (!read.ok) return found;
      waiting.push({ at: file, services: read.value, names: [service] });
    }
  }
  return found;
}
