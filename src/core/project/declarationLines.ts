import { LineIndex } from '../text.ts';
import { bakeTokens } from './bakeWords.ts';

/** Longest file that is read, in characters. */
const longest = 1024 * 1024;

/** The lines, from 1, on which a bake file declares its targets, in HCL or JSON, by their names. Linear. */
export function targetLines(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  if (text.length > longest) return found;
  const lines = new LineIndex(text);
  let depth = 0;
  let before = '';
  // Of JSON: the key at the top under which something stands.
  let section = '';
  for (const { word, index } of bakeTokens(text)) {
    if (word === '{' || word === '[') depth += 1;
    else if (word === '}' || word === ']') depth -= 1;
    else if (/^["\w]/.test(word)) {
      const isText = word.startsWith('"');
      if (depth === 1 && isText) section = word;
      // A label of HCL may do without quotes.
      const isName =
        depth === 0 ? before === 'target' : isText && depth === 2 && section === '"target"';
      const name = isText ? word.slice(1, -1) : word;
      if (isName && !found.has(name)) found.set(name, lines.position(index).line + 1);
    }
    before = word;
  }
  return found;
}

/** The lines, from 1, on which a compose file begins its services, by their names, where each has its own. Linear. */
export function serviceLines(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  let isInside = false;
  let indent: string | undefined;
  for (const [at, line] of text.split('\n').entries()) {
    if (/^[^\s#]/.test(line)) isInside = line.startsWith('services:');
    const [, blanks, name = ''] = /^( +)["']?([\w.-]+)["']?:/.exec(line) ?? [];
    if (!isInside || blanks === undefined) continue;
    indent ??= blanks;
    if (blanks === indent && !found.has(name)) found.set(name, at + 1);
  }
  return found;
}
