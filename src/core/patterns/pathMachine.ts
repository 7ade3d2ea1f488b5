/** Whether a character can stand at a place of a pattern. */
export type Takes = (character: string) => boolean;

/**
 * A part of a pattern of paths.
 *
 * - `one`: one character
 * - `many`: any number of characters, also none
 * - `folders`: nothing, or anything up to a slash, which belongs to it
 * - `either`: one of some patterns
 */
export type PathStep =
  | { readonly kind: 'one' | 'many'; readonly takes: Takes }
  | { readonly kind: 'folders' }
  | { readonly kind: 'either'; readonly ways: readonly PathPattern[] };

/** What a path has to be, part by part. */
export type PathPattern = readonly PathStep[];

/** How much work may still be done, in states that are looked at; below 0 answers mean nothing. */
export interface MatchBudget {
  left: number;
}

/** A pattern that is ready to be compared with paths. */
export interface PathMachine {
  readonly matches: (path: string, budget?: MatchBudget) => boolean;
  /** Whether the path matches, or a folder that it lies in. */
  readonly matchesAround: (path: string, budget?: MatchBudget) => boolean;
}

/** Where a comparison may stand: it goes on at once, or with the next character, if that one fits. */
interface State {
  readonly takes?: Takes;
  readonly next: readonly number[];
}

/** Any character but the one that parts folders. */
export const inFolder: Takes = (character) => character !== '/';

const anything: Takes = () => true;
const slash: Takes = (character) => character === '/';

/**
 * Makes what compares paths with a pattern. All ways through the pattern are followed at the same time, so that it
 * takes as long as the path times the pattern: a regular expression takes for ever over `*a*a*a*a*b`.
 */
export function pathMachine(pattern: PathPattern): PathMachine {
  const states: State[] = [{ next: [] }];
  const start = build(pattern, 0, states);
  // The last round in which a state was met: each character is one.
  const met = new Uint32Array(states.length);
  let round = 0;
  const run = (path: string, isAround: boolean, budget: MatchBudget): boolean => {
    round += 1;
    let current: number[] = [];
    enter(start, current);
    for (const character of path) {
      if (isAround && character === '/' && met[0] === round) return true;
      round += 1;
      const next: number[] = [];
      for (const at of current) {
        const { takes, next: targets = [] } = states[at] ?? {};
        if (takes?.(character) === true) for (const target of targets) enter(target, next);
      }
      budget.left -= current.length;
      current = next;
      if (current.length === 0 || budget.left < 0) break;
    }
    return current.length > 0 && budget.left >= 0 && met[0] === round;

    /** Notes a state, and those that it goes on to at once. */
    function enter(first: number, into: number[]): void {
      const waiting = [first];
      for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
        if (met[at] === round) continue;
        met[at] = round;
        into.push(at);
        const { takes, next: targets = [] } = states[at] ?? {};
        if (takes === undefined) waiting.push(...targets);
      }
    }
  };
  return {
    matches: (path, budget = { left: Infinity }) => run(path, false, budget),
    matchesAround: (path, budget = { left: Infinity }) => run(path, true, budget),
  };
}

/** Puts the states of a pattern in front of one. @returns the first of them */
function build(pattern: PathPattern, behind: number, states: State[]): number {
  const add = (state: State): number => states.push(state) - 1;
  let entry = behind;
  for (const step of pattern.toReversed()) {
    const after = entry;
    switch (step.kind) {
      case 'one':
        entry = add({ takes: step.takes, next: [after] });
        break;
      case 'many': {
        const loop = states.length;
        add({ takes: step.takes, next: [loop + 1] });
        entry = add({ next: [loop, after] });
        break;
      }
      case 'folders': {
        const loop = states.length;
        const last = add({ takes: anything, next: [loop, loop + 1] }) + 1;
        add({ takes: slash, next: [after] });
        entry = add({ next: [loop, last, after] });
        break;
      }
      case 'either':
        entry = add({ next: step.ways.map((way) => build(way, after, states)) });
        break;
    }
  }
  return entry;
}
