/** Longest text, in UTF-16 units: what is longer is read in the document that has it. */
const longestText = 8192;

/** All texts together, in UTF-16 units; those of a large real image have some hundred thousand. */
const longestAll = 4_000_000;

/** Most entries of a list, and members of an object. */
const maxEntries = 5000;

/**
 * Bounds what is told of an image, for a page: registries may write labels of megabytes, for each of a
 * hundred platforms. Nothing of a real image is left out; what is cut ends with `…`.
 *
 * @param value JSON, no deeper than the types of inspections are
 */
export function boundTexts<T>(value: T): T {
  let left = longestAll;

  function bound(one: unknown): unknown {
    if (typeof one === 'string') {
      const limit = Math.min(longestText, left);
      left -= Math.min(one.length, limit);
      return one.length <= limit ? one : `${one.slice(0, limit)}…`;
    }
    if (Array.isArray(one)) return one.slice(0, maxEntries).map(bound);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(
      Object.entries(one)
        .slice(0, maxEntries)
        .map(([key, member]) => [bound(key), bound(member)]),
    );
  }

  return bound(value) as T;
}
