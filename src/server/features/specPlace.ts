import type { specKeys } from '../../core/manifestSpec/readSpec.ts';

/** Where in a spec somebody writes. */
export type SpecPlace =
  /** A key of a map; `there` are those that it has. */
  | { readonly what: 'key'; readonly of: keyof typeof specKeys; readonly there: readonly string[] }
  | { readonly what: 'annotation' }
  /** The value of a key; `beside` are the other keys of its map with their values. */
  | {
      readonly what: 'value';
      readonly key: string;
      readonly of: keyof typeof specKeys;
      readonly beside: Readonly<Record<string, string>>;
    };

/** A line that is a key with its value, or the begin of one. */
interface Line {
  /** Column of the dash of an item; -1 without one. */
  readonly dash: number;
  /** Column of the key. */
  readonly column: number;
  readonly key: string;
  readonly value: string;
}

/** How far up and down the keys of one map are looked for, in lines. */
const farthest = 2_000;

/**
 * Where somebody writes, by how far lines are indented: the file is no YAML while it is written.
 *
 * @param before the line up to the cursor
 */
export function specPlace(
  lines: readonly string[],
  at: number,
  before: string,
): SpecPlace | undefined {
  const own = readLine(before);
  if (own === undefined) return undefined;
  const flow = flowOf(own);
  if (flow !== undefined) return flow;
  const path = pathOf(lines, at, own);
  const of = mapOf(path);
  if (of === undefined) return undefined;
  const isKey = own.key === '' && !before.endsWith(':');
  if (of === 'annotations') return isKey ? { what: 'annotation' } : undefined;
  const beside = siblings(lines, at, own);
  return isKey
    ? { what: 'key', of, there: Object.keys(beside) }
    : { what: 'value', key: own.key, of, beside };
}

/** Within braces: `platform: { os: linux, archi`. */
function flowOf({ key, value }: Line): SpecPlace | undefined {
  if (key !== 'platform' || !value.startsWith('{')) return undefined;
  const pairs = value.slice(1).split(',');
  const last = pairs.pop() ?? '';
  const beside = Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', text = ''] = pair.split(':', 2);
      return [name.trim(), unquoted(text)] as const;
    }),
  );
  const colon = last.indexOf(':');
  return colon === -1
    ? { what: 'key', of: 'platform', there: Object.keys(beside) }
    : { what: 'value', key: last.slice(0, colon).trim(), of: 'platform', beside };
}

function mapOf(path: readonly string[]): keyof typeof specKeys | 'annotations' | undefined {
  switch (path.join('.')) {
    case '':
      return 'spec';
    case 'annotations':
      return 'annotations';
    case 'manifests':
      return 'manifest';
    case 'manifests.platform':
      return 'platform';
    default:
      return undefined;
  }
}

/** The keys above a line, the outermost first. */
function pathOf(lines: readonly string[], at: number, own: Line): readonly string[] {
  const path: string[] = [];
  let { column } = own;
  // An item may stand as far left as the key of its list.
  let mayBeLevel = own.dash !== -1;
  if (own.dash !== -1) column = own.dash;
  for (
    let line = at - 1;
    line >= 0 && at - line < farthest && column > (mayBeLevel ? -1 : 0);
    line -= 1
  ) {
    const read = readLine(lines[line] ?? '');
    if (read === undefined || read.key === '') {
      if (read === undefined || read.dash === -1 || read.dash >= column) continue;
      column = read.dash;
      mayBeLevel = true;
      continue;
    }
    const isAbove =
      read.column < column || (mayBeLevel && read.dash === -1 && read.column === column);
    if (isAbove && read.value === '') {
      path.unshift(read.key);
      column = read.column;
      mayBeLevel = false;
      if (read.dash !== -1) {
        column = read.dash;
        mayBeLevel = true;
      }
    } else if (read.dash !== -1 && read.dash < column) {
      column = read.dash;
      mayBeLevel = true;
    }
  }
  return path;
}

/** The other keys of the map that a line stands in. */
function siblings(
  lines: readonly string[],
  at: number,
  { column, dash }: Line,
): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  const look = (line: number): 'on' | 'stop' => {
    const read = readLine(lines[line] ?? '');
    if (read === undefined) return 'on';
    if (read.column < column) return 'stop';
    if (read.column === column && read.key !== '') found.set(read.key, unquoted(read.value));
    return 'on';
  };
  for (let line = at - 1; dash === -1 && line >= 0 && at - line < farthest; line -= 1) {
    if (look(line) === 'stop') break;
    const read = readLine(lines[line] ?? '');
    if (read?.column === column && read.dash !== -1) break;
  }
  for (let line = at + 1; line < lines.length && line - at < farthest; line += 1) {
    const read = readLine(lines[line] ?? '');
    if (read !== undefined && read.dash !== -1 && read.dash < column) break;
    if (look(line) === 'stop') break;
  }
  return Object.fromEntries(found);
}

/** Longest line that is looked at, in characters. */
const longestLine = 2_000;

/** Undefined for an empty line and a comment. */
function readLine(line: string): Line | undefined {
  if (line.length > longestLine) return undefined;
  const text = line.trimEnd();
  let column = indentOf(line, 0);
  const isItem =
    text.charAt(column) === '-' && /^(?:\s|$)/.test(line.slice(column + 1, column + 2));
  const dash = isItem ? column : -1;
  if (isItem) column = Math.max(indentOf(line, column + 1), column + 1);
  const rest = text.slice(column);
  if (rest.startsWith('#')) return undefined;
  const colon = /:(?:\s|$)/.exec(rest)?.index;
  if (colon === undefined) {
    // What is being typed, or nothing but blanks before the cursor.
    return { dash, column, key: '', value: '' };
  }
  return {
    dash,
    column,
    key: unquoted(rest.slice(0, colon)),
    value: withoutComment(rest.slice(colon + 1)),
  };
}

function indentOf(line: string, from: number): number {
  let at = from;
  while (line.charAt(at) === ' ') at += 1;
  return at;
}

function withoutComment(text: string): string {
  const at = text.indexOf(' #');
  return (at === -1 ? text : text.slice(0, at)).trim();
}

function unquoted(text: string): string {
  return text.trim().replace(/^["']|["']$/g, '');
}
