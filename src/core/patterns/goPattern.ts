import { readClass } from './characterClass.ts';
import { inFolder, pathMachine, type PathMachine, type PathStep } from './pathMachine.ts';

/**
 * Reads a pattern of Go's `filepath.Match`, as COPY and ADD have it (Go 1.25, path/filepath/match.go): `*` and `?` stand
 * for what holds no slash, `[…]` for one of some characters. Undefined for what Go refuses.
 */
export function goPattern(text: string): PathMachine | undefined {
  const characters = Array.from(text);
  const steps: PathStep[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character === '*') {
      // Several are no more than one.
      if (steps.at(-1)?.kind !== 'many') steps.push({ kind: 'many', takes: inFolder });
    } else if (character === '?') steps.push({ kind: 'one', takes: inFolder });
    else if (character === '[') {
      const found = readClass(characters, at);
      if (found === undefined) return undefined;
      steps.push({ kind: 'one', takes: found.takes });
      at = found.end - 1;
    } else {
      if (character === '\\') at += 1;
      const literal = characters[at];
      if (literal === undefined) return undefined;
      steps.push({ kind: 'one', takes: (each) => each === literal });
    }
  }
  return pathMachine(steps);
}
