/**
 * What was worked out of an object, by the number of what worked it out. One table for all: an entry of a weak map
 * costs more than most of what is kept, and a run over thousands of files makes one for each instruction.
 */
const known = new WeakMap<object, unknown[]>();

/** How many functions keep something. */
let keeping = 0;

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
  const number = keeping++;
  return (key, ...rest) => {
    let values = known.get(key);
    if (values === undefined) {
      values = [];
      known.set(key, values);
    }
    const before = values[number] as { readonly value: T } | undefined;
    if (before !== undefined) return before.value;
    const value = make(key, ...rest);
    values[number] = { value };
    return value;
  };
}
