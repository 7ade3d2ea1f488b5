const units: readonly (readonly [name: string, ms: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/**
 * How long ago something was seen, for people: `just now`, `12 minutes ago`, `3 days ago`. Rounded
 * down to the largest unit.
 *
 * @param asOf when it was seen, in ms since the epoch
 * @param now present time, in ms since the epoch
 */
export function ageText(asOf: number, now: number): string {
  const age = now - asOf;
  const [name, length] = units.find(([, ms]) => age >= ms) ?? ['', 0];
  if (length === 0) return 'just now';
  const count = Math.floor(age / length);
  return `${count} ${name}${count === 1 ? '' : 's'} ago`;
}
