/**
 * Whether what was seen at one moment is still believed at another. A moment that is yet to come was told by a
 * clock that was wrong, or has been set back since: nothing is believed until then.
 *
 * @param seenAt in ms since the epoch
 * @param life in ms; Infinity for what never changes, whatever the clock says
 * @param now in ms since the epoch
 */
export function isFresh(seenAt: number, life: number, now: number): boolean {
  return life === Infinity || (now >= seenAt && now - seenAt < life);
}
