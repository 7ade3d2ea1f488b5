/** Whether a value from outside is of a type. */
export type Guard<T> = (value: unknown) => value is T;

/** A text of at most `longest` UTF-16 units. */
export function textUpTo(longest: number): Guard<string> {
  return (value): value is string => typeof value === 'string' && value.length <= longest;
}

/** True or false. */
export const isFlag: Guard<boolean> = (value): value is boolean => typeof value === 'boolean';

/** One of some texts or numbers. */
export function isOneOf<const T extends string | number>(values: readonly T[]): Guard<T> {
  return (value): value is T => values.some((one) => one === value);
}

/** A list of things of one kind. */
export function isListOf<T>(isItem: Guard<T>): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(isItem);
}

/** One of several kinds. */
export function isAnyOf<T>(...guards: readonly Guard<T>[]): Guard<T> {
  return (value): value is T => guards.some((guard) => guard(value));
}

/**
 * An object with members, of which some may be left out. Further members are let pass.
 *
 * @param optional names of members that may be absent
 */
export function isObjectOf<T extends object>(
  members: { readonly [K in keyof T]-?: Guard<NonNullable<T[K]>> },
  optional: readonly (keyof T)[] = [],
): Guard<T> {
  const guards = Object.entries<(value: unknown) => boolean>(members);
  const spared = new Set<PropertyKey>(optional);
  return (value): value is T => {
    if (typeof value !== 'object' || value === null) return false;
    const found = new Map<string, unknown>(Object.entries(value));
    return guards.every(([name, isRight]) =>
      found.has(name) ? isRight(found.get(name)) : spared.has(name),
    );
  };
}
