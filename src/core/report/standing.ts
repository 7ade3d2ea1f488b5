/** What stands in the way of one unit on one target, by itself and by what it is built from. */
export type Standing =
  | { readonly kind: 'free' }
  /** Exactly one blocker, by its key. */
  | { readonly kind: 'one'; readonly blocker: string }
  | { readonly kind: 'many' };

/** A unit as far as it counts here. */
export interface Standpoint {
  /** Keys of its own blockers. */
  readonly own: ReadonlySet<string>;
  readonly isUnknown: boolean;
  /** Positions of what it is built from. */
  readonly builtFrom: readonly number[];
}

/** How a unit stands, with all that it is built from. */
export interface Stood {
  readonly standing: Standing;
  readonly isUnknown: boolean;
}

const free: Standing = { kind: 'free' };

/**
 * How every unit stands on one target. Linear: whether none, one or several blockers are in the way is all that
 * is carried along. Units that are built from each other count what is met first.
 */
export function standAll(units: readonly Standpoint[]): readonly Stood[] {
  const done: Stood[] = [];
  const begun = new Set<number>();
  for (const at of units.keys()) {
    const waiting = [at];
    while (waiting.length > 0) {
      const next = waiting.at(-1) ?? at;
      const unit = units[next];
      if (unit === undefined || done[next] !== undefined) waiting.pop();
      else if (begun.has(next)) {
        waiting.pop();
        done[next] = stand(unit, done);
      } else {
        begun.add(next);
        waiting.push(...unit.builtFrom.filter((each) => !begun.has(each)));
      }
    }
  }
  return done;
}

function stand({ own, isUnknown, builtFrom }: Standpoint, done: readonly Stood[]): Stood {
  let standing = free;
  for (const blocker of own) standing = both(standing, { kind: 'one', blocker });
  let unknown = isUnknown;
  for (const at of builtFrom) {
    const below = done[at];
    if (below === undefined) continue;
    standing = both(standing, below.standing);
    unknown ||= below.isUnknown;
  }
  return { standing, isUnknown: unknown };
}

function both(one: Standing, other: Standing): Standing {
  if (one.kind === 'free') return other;
  if (other.kind === 'free') return one;
  const isSame = one.kind === 'one' && other.kind === 'one' && one.blocker === other.blocker;
  return isSame ? one : { kind: 'many' };
}

/** How many units are counted that one blocker stands in the way of. */
const mostCounted = 1_000;

/**
 * How many units are built from some, directly or not, with these; no more than a bound, so that a report over
 * thousands of files stays linear.
 *
 * @param users positions of what is built from each unit
 */
export function countAbove(
  start: readonly number[],
  users: readonly (readonly number[])[],
): { readonly count: number; readonly isMore: boolean } {
  const seen = new Set<number>();
  const waiting = [...start];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at)) continue;
    if (seen.size === mostCounted) return { count: mostCounted, isMore: true };
    seen.add(at);
    for (const user of users[at] ?? []) waiting.push(user);
  }
  return { count: seen.size, isMore: false };
}
