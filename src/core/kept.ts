/**
 * Works something out once for each object, and holds it as long as somebody holds the object. Instructions that
 * nobody has changed are the same objects in the next version of their file, so what depends on nothing else is
 * not worked out again.
 *
 * @param make depends on nothing but its first argument; others may only tell where it stands
 */
export function kept<Key extends object, Rest extends readonly unknown[], T>(
  make: (key: Key, ...rest: Rest) => T,
): (key: Key, ...rest: Rest) => T {
  const known = new WeakMap<Key, { readonly value: T }>();
  return (key, ...rest) => {
    const before = known.get(key);
    if (before !== undefined) return before.value;
    const value = make(key, ...rest);
    known.set(key, { value });
    return value;
  };
}
