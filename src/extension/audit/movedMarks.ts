/** A place in lines, counted from 0. */
export interface LineStretch {
  readonly first: number;
  readonly last: number;
}

/** What happened to a text: the lines that were replaced, and how many lines stand there now. */
export interface LineChange extends LineStretch {
  readonly lines: number;
}

/**
 * Where a place is after a change; undefined when the change touches it.
 *
 * @param change whose `last` line still is one of those replaced
 */
export function movedStretch(
  place: LineStretch,
  { first, last, lines }: LineChange,
): LineStretch | undefined {
  if (last < place.first) {
    const by = lines - (last - first + 1);
    return { first: place.first + by, last: place.last + by };
  }
  return first > place.last ? place : undefined;
}
