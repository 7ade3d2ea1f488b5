/** Sets an entry of a map, and drops the ones that were set longest ago until `limit` are left. */
export function keepNewest<K, V>(map: Map<K, V>, key: K, value: V, limit: number): void {
  // A Map keeps the order of insertion, and a key that is set again would keep its place.
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= limit) break;
    map.delete(oldest);
  }
}
