import { say } from './language.ts';

const units: readonly { readonly ms: number; readonly one: string; readonly several: string }[] = [
  { ms: 86_400_000, one: '1 day ago', several: '{0} days ago' },
  { ms: 3_600_000, one: '1 hour ago', several: '{0} hours ago' },
  { ms: 60_000, one: '1 minute ago', several: '{0} minutes ago' },
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
  const unit = units.find(({ ms }) => age >= ms);
  if (unit === undefined) return say('just now');
  const { ms, one, several } = unit;
  const count = Math.floor(age / ms);
  return count === 1 ? say(one) : say(several, count);
}
