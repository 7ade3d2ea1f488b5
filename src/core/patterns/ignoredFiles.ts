import { readGoCharacter } from './goCharacter.ts';
import {
  inFolder,
  pathMachine,
  type MatchBudget,
  type PathMachine,
  type PathStep,
} from './pathMachine.ts';

/** What a `.dockerignore` leaves out of a build context. */
export interface IgnoredFiles {
  /** @param path relative to the context, with `/` */
  readonly ignores: (path: string, budget?: MatchBudget) => boolean;
}

/**
 * Reads a `.dockerignore` (docs.docker.com, ".dockerignore files"; moby/patternmatcher v0.6, patternmatcher.go and
 * ignorefile/ignorefile.go): a line that matches a file or a folder around it leaves it out, or with `!` takes it back,
 * and the last one counts. A line that docker refuses changes nothing.
 */
export function ignoredFiles(text: string): IgnoredFiles {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((line) => readLine(line) ?? []);
  return {
    ignores: (path, budget) => {
      let isIgnored = false;
      for (const { isTakenBack, machine } of lines) {
        if (isTakenBack === isIgnored && machine.matchesAround(path, budget)) {
          isIgnored = !isTakenBack;
        }
      }
      return isIgnored;
    },
  };
}

interface IgnoreLine {
  readonly isTakenBack: boolean;
  readonly machine: PathMachine;
}

function readLine(line: string): IgnoreLine | undefined {
  if (line.startsWith('#')) return undefined;
  const trimmed = line.trim();
  const isTakenBack = trimmed.startsWith('!');
  const written = isTakenBack ? trimmed.slice(1).trim() : trimmed;
  if (written === '') return undefined;
  const machine = readPattern(cleaned(written));
  return machine && { isTakenBack, machine };
}

/** As Go's `filepath.Clean`, counted from the context: without `.`, empty names, and names that `..` takes back. */
function cleaned(pattern: string): string {
  const names: string[] = [];
  for (const name of pattern.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..' && names.length > 0 && names.at(-1) !== '..') names.pop();
    else if (name !== '..' || !pattern.startsWith('/')) names.push(name);
  }
  return names.join('/') || '.';
}

/** Two stars stand for any number of folders, and at the end for everything. */
function readPattern(text: string): PathMachine | undefined {
  const characters = Array.from(text);
  const steps: PathStep[] = [];
  for (let at = 0; at < characters.length;) {
    if (characters[at] !== '*') {
      const found = readGoCharacter(characters, at);
      if (found === undefined) return undefined;
      steps.push({ kind: 'one', takes: found.takes });
      at = found.end;
    } else if (characters[at + 1] !== '*') {
      steps.push({ kind: 'many', takes: inFolder });
      at += 1;
    } else {
      // What begins with two stars and has nothing else to expand is compared with the end of the whole path.
      const isSuffix = at === 0 && characters[2] !== '/' && !/[*?[\]\\]/.test(text.slice(2));
      at += characters[at + 2] === '/' ? 3 : 2;
      const isLast = isSuffix || at === characters.length;
      steps.push(isLast ? { kind: 'many', takes: () => true } : { kind: 'folders' });
    }
  }
  return pathMachine(steps);
}
