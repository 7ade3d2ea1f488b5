import { readGoCharacter } from './goCharacter.ts';
import { inFolder, pathMachine, type PathMachine, type PathStep } from './pathMachine.ts';

/**
 * Reads a pattern of Go's `filepath.Match`, as COPY and ADD have it (Go 1.25, path/filepath/match.go): `*` and `?` stand
 * for what holds no slash, `[…]` for one of some characters. Undefined for what Go refuses.
 */
export function goPattern(text: string): PathMachine | undefined {
  const characters = Array.from(text);
  const steps: PathStep[] = [];
  for (let at = 0; at < characters.length;) {
    if (characters[at] === '*') {
      // Several are no more than one.
      if (steps.at(-1)?.kind !== 'many') steps.push({ kind: 'many', takes: inFolder });
      at += 1;
      continue;
    }
    const found = readGoCharacter(characters, at);
    if (found === undefined) return undefined;
    steps.push({ kind: 'one', takes: found.takes });
    at = found.end;
  }
  return pathMachine(steps);
}
