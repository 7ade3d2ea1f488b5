import { say } from '../../core/language.ts';
import { fail, type Result } from '../../core/result.ts';
import { extendedFiles } from './composeLayers.ts';
import { readServices } from './composeText.ts';
import { readFileText } from './fileText.ts';

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
 */
export async function readExtended(
  texts: ReadonlyMap<string, string>,
  variables: Readonly<Record<string, string>>,
): Promise<ExtendedFiles> {
  const found = new Map<string, ReturnType<typeof readServices>>();
  const waiting = [...texts].flatMap(([path, text]) =>
    text.includes('extends') ? [{ path, read: readServices(text) }] : [],
  );
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, read } = next;
    if (!read.ok) continue;
    for (const file of extendedFiles({ path, services: read.value }, variables)) {
      if (found.has(file) || texts.has(file)) continue;
      const other = found.size < mostFiles ? await readOne(file) : fail(say('it is too large.'));
      found.set(file, other);
      if (found.size > mostFiles) return found;
      waiting.push({ path: file, read: other });
    }
  }
  return found;
}

async function readOne(file: string): Promise<ReturnType<typeof readServices>> {
  const text = await readFileText(file);
  return text.ok ? readServices(text.value) : text;
}
