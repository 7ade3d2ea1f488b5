/**
 * Merges scopes as token servers read them (CNCF distribution: token scope documentation): the actions
 * of one resource are put together, and everything is sorted, so that the same wish has the same
 * words. What does not look like `type:name:actions` is kept as it is.
 *
 * @param scopes e.g. `repository:team/app:pull`; several may stand in one text, with blanks between
 */
export function mergeScopes(scopes: readonly string[]): readonly string[] {
  const actions = new Map<string, Set<string>>();
  const others = new Set<string>();
  for (const scope of scopes.flatMap((text) => text.split(' '))) {
    const colon = scope.lastIndexOf(':');
    // A name may hold a colon itself: it is that of a host's port.
    if (scope.indexOf(':') === colon) others.add(scope);
    else {
      const resource = scope.slice(0, colon);
      const known = actions.get(resource) ?? new Set();
      actions.set(resource, known);
      for (const action of scope.slice(colon + 1).split(',')) known.add(action);
    }
  }
  others.delete('');
  const merged = [...actions].map(([resource, names]) => `${resource}:${[...names].sort().join()}`);
  return [...others, ...merged].sort();
}
