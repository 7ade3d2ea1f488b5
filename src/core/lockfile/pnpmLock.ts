import type { LockedPackage } from './lockedPackage.ts';
import { nodeFamilies } from './nodeFamilies.ts';

interface Entry {
  readonly name: string;
  readonly constraints: { os: readonly string[]; cpu: readonly string[]; libc: readonly string[] };
  readonly optional: string[];
}

/**
 * The families of a `pnpm-lock.yaml` of version 6 and later: `packages` say what they are for, and these or
 * `snapshots` (from version 9) what depends on what. pnpm writes a line for each value, lists in brackets.
 */
export function readPnpmLock(text: string): readonly LockedPackage[] {
  const entries = new Map<string, Entry>();
  let part = '';
  let section = '';
  let entry: Entry | undefined;
  for (const line of text.split('\n')) {
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    const rest = line.slice(indent).trimEnd();
    if (rest === '') continue;
    if (indent === 0) {
      part = rest;
      entry = undefined;
    } else if (part !== 'packages:' && part !== 'snapshots:') continue;
    else if (indent === 2) {
      entry = entryOf(nameOf(rest));
      section = '';
    } else if (indent === 4) {
      section = rest;
      const [, key, list] = /^(os|cpu|libc): \[(.*)\]$/.exec(rest) ?? [];
      const values = list?.split(',').map((each) => unquoted(each.trim()));
      if (values && (key === 'os' || key === 'cpu' || key === 'libc') && entry)
        entry.constraints[key] = values;
    } else if (indent === 6 && section === 'optionalDependencies:') {
      const [, name = ''] = /^('[^']*'|[^\s:]+):/.exec(rest) ?? [];
      entry?.optional.push(unquoted(name));
    }
  }
  return nodeFamilies([...entries.values()]);

  function entryOf(name: string): Entry {
    const known = entries.get(name) ?? {
      name,
      constraints: { os: [], cpu: [], libc: [] },
      optional: [],
    };
    entries.set(name, known);
    return known;
  }
}

/** `'@esbuild/linux-x64@0.25.12':` and, of version 6, `/@esbuild/linux-x64@0.18.0:`. */
function nameOf(line: string): string {
  const word = unquoted(line.replace(/:$/, '')).replace(/^\//, '');
  const at = word.indexOf('@', 1);
  return at === -1 ? word : word.slice(0, at);
}

function unquoted(word: string): string {
  return word.startsWith("'") && word.endsWith("'") ? word.slice(1, -1) : word;
}
