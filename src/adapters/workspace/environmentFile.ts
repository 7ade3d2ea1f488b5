import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { readFileText } from './fileText.ts';
import type { ListFolder } from './folderLists.ts';

/** Largest file that is read, in bytes. */
const largest = 256 * 1024;

const line = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*(?![ \t])(.*)$/;

/**
 * What the file `.env` beside a compose file sets (compose-spec, "Interpolation"); nothing without one.
 *
 * @param list where it is given, nothing is read that it does not list
 */
export async function readEnvironmentFile(
  folder: string,
  list?: ListFolder,
): Promise<Readonly<Record<string, string>>> {
  const file = path.join(folder, '.env');
  const entries = await list?.(folder).catch(() => []);
  if (entries?.every(({ name }) => name !== '.env') === true || !(await isAtHome(file))) return {};
  const read = await readFileText(file, largest);
  return read.ok ? parseEnvironment(read.value) : {};
}

/** Whether a file lies in its folder or in one above: a link to `/proc/self/environ` would tell what is nobody's business. */
async function isAtHome(file: string): Promise<boolean> {
  try {
    const [real, folder] = await Promise.all([realpath(file), realpath(path.dirname(file))]);
    return !path.relative(path.dirname(real), folder).startsWith('..');
  } catch {
    return false;
  }
}

/** One `NAME=value` on each line. Values that hold variables themselves are left out. */
export function parseEnvironment(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split(/\r?\n/).flatMap((each): readonly (readonly [string, string])[] => {
      const [, name, said = ''] = line.exec(each) ?? [];
      if (name === undefined) return [];
      const quote = said.startsWith("'") || said.startsWith('"') ? said.charAt(0) : undefined;
      const end = quote === undefined ? -1 : said.indexOf(quote, 1);
      const value = end === -1 ? withoutComment(said) : said.slice(1, end);
      return value.includes('$') && quote !== "'" ? [] : [[name, value]];
    }),
  );
}

function withoutComment(text: string): string {
  const at = text.search(/[ \t]#/);
  return (at === -1 ? text : text.slice(0, at)).trim();
}
