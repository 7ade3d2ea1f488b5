import type { IndexedUnit } from './unitIndex.ts';

/** How a unit stands on one target by what is said of it, whatever is in its way. */
export type Asked = 'yes' | 'pinned' | 'undeclared' | 'no';

/**
 * Whether a unit is to be ready on each target. What needs others and says nothing itself follows them.
 *
 * @param given whether the report was told its targets
 */
export function askedTargets(
  units: readonly IndexedUnit[],
  targets: readonly string[],
  given: boolean,
): readonly (readonly Asked[])[] {
  const asked: (readonly Asked[])[] = [];
  const begun = new Set<number>();
  for (const at of units.keys()) {
    const waiting = [at];
    for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
      const unit = units[next];
      if (unit === undefined || asked[next] !== undefined) waiting.pop();
      else if (begun.has(next)) {
        waiting.pop();
        const below = unit.builtFrom.flatMap((each) => [asked[each] ?? []]);
        asked[next] = targets.map((target, column) =>
          askedOf(
            unit,
            target,
            given,
            below.every((each) => each[column] !== 'no'),
          ),
        );
      } else {
        begun.add(next);
        waiting.push(...unit.builtFrom.filter((each) => !begun.has(each)));
      }
    }
  }
  return asked;
}

function askedOf(
  { input: { declared, wanted, excluded = [] } }: IndexedUnit,
  target: string,
  given: boolean,
  isBelow: boolean,
): Asked {
  if (excluded.includes(target)) return 'no';
  const isSaid = declared === undefined || declared.platforms.includes(target);
  if (declared?.how === 'only' && !isSaid) return 'no';
  if (!given && (wanted === undefined ? !isBelow : !wanted.includes(target))) return 'no';
  if (isSaid) return 'yes';
  return declared.how === 'pinned' ? 'pinned' : 'undeclared';
}
