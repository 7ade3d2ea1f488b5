import type { LockedPackage } from './lockedPackage.ts';
import type { NodeConstraints } from './nodeBuild.ts';
import { nodeFamilies, type NodeEntry } from './nodeFamilies.ts';

/**
 * The families of a `yarn.lock`: of version 1, which says nothing of platforms but by names, and of later
 * ones with `conditions: os=linux & cpu=arm64 & libc=glibc` (Yarn 4, `Project.ts`), where optional
 * dependencies are those of `dependenciesMeta`. Both are written by programs, a line for each value.
 */
export function readYarnLock(text: string): readonly LockedPackage[] {
  const entries: (NodeEntry & { optional: string[]; constraints?: NodeConstraints })[] = [];
  let section = '';
  let inner = '';
  for (const line of text.split('\n')) {
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    const rest = line.slice(indent).trimEnd();
    const entry = entries.at(-1);
    if (rest === '' || rest.startsWith('#')) continue;
    if (indent === 0) {
      const name = nameOf(rest);
      if (name !== undefined) entries.push({ name, optional: [] });
      section = '';
    } else if (indent === 2) {
      section = rest.replace(/:$/, '');
      const [, conditions] = /^conditions: (.*)$/.exec(rest) ?? [];
      if (entry !== undefined && conditions !== undefined)
        entry.constraints = readConditions(conditions);
    } else if (indent === 4) {
      inner = unquoted(/^("[^"]*"|[^\s:]+)/.exec(rest)?.[0] ?? '');
      if (section === 'optionalDependencies') entry?.optional.push(inner);
    } else if (section === 'dependenciesMeta' && rest === 'optional: true') {
      entry?.optional.push(inner);
    }
  }
  return nodeFamilies(entries);
}

/** `"@a/b@^1", "@a/b@npm:2":` is `@a/b`. */
function nameOf(line: string): string | undefined {
  const word = unquoted(line).replace(/^"/, '');
  const at = word.indexOf('@', 1);
  return at === -1 ? undefined : word.slice(0, at);
}

function unquoted(word: string): string {
  return word.startsWith('"') && word.endsWith('"') ? word.slice(1, -1) : word;
}

function readConditions(text: string): NodeConstraints {
  const of = (key: string) =>
    text
      .split('&')
      .map((each) => each.trim().split('='))
      .flatMap(([name, value]) => (name === key && value !== undefined ? [value] : []));
  return { os: of('os'), cpu: of('cpu'), libc: of('libc') };
}
