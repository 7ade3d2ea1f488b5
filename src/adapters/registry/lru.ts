/** A map that forgets what was used longest ago when it grows too heavy. */
export interface Lru<V> {
  /** The value, which is now the one used last. */
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
  clear(): void;
}

/**
 * Makes a map that holds at most `limit` of weight. A value that is heavier than the limit
 * is not kept at all.
 *
 * @param weigh weight of a value, in the unit of the limit (one each when left out)
 */
export function createLru<V>(limit: number, weigh: (value: V) => number = () => 1): Lru<V> {
  // A Map keeps the order of insertion: the first key is the one used longest ago.
  const entries = new Map<string, V>();
  let total = 0;

  function remove(key: string): void {
    const value = entries.get(key);
    if (value === undefined) return;
    total -= weigh(value);
    entries.delete(key);
  }

  return {
    get(key) {
      const value = entries.get(key);
      if (value !== undefined) {
        entries.delete(key);
        entries.set(key, value);
      }
      return value;
    },
    set(key, value) {
      remove(key);
      entries.set(key, value);
      total += weigh(value);
      for (const oldest of entries.keys()) {
        if (total <= limit) break;
        remove(oldest);
      }
    },
    delete: remove,
    clear() {
      entries.clear();
      total = 0;
    },
  };
}
