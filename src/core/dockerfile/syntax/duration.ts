import { quote } from '../../platform/quote.ts';
import { fail, succeed, type Result } from '../../result.ts';

/** Nanoseconds in each unit. Go has `µs` too, but BuildKit takes flags apart byte by byte. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['ns', 1],
  ['us', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
  ['m', 60e9],
  ['h', 3600e9],
]);

/** The largest int64. */
const LONGEST = 2 ** 63;

/** A number and what follows it up to the next one. */
const PART = /([0-9]*)(\.?)([0-9]*)([^0-9.]*)/y;

/**
 * Reads a duration as Go writes it, such as `1h30m` or `-1.5s`, in nanoseconds (rounded where a double
 * is too short). Messages as Go 1.25, time.ParseDuration.
 */
export function parseDuration(text: string): Result<number> {
  const invalid = fail(`time: invalid duration ${quote(text)}`);
  const start = /^[+-]/.test(text) ? 1 : 0;
  const sign = text.startsWith('-') ? -1 : 1;
  if (text.slice(start) === '0') return succeed(0);
  if (text.length === start) return invalid;
  let total = 0;
  for (let at = start; at < text.length; at = PART.lastIndex) {
    PART.lastIndex = at;
    const [, whole = '', point = '', fraction = '', unit = ''] = PART.exec(text) ?? [];
    if (whole === '' && fraction === '') return invalid;
    if (Number(whole) > LONGEST) return invalid;
    if (unit === '') return fail(`time: missing unit in duration ${quote(text)}`);
    const nanoseconds = UNITS.get(unit);
    if (nanoseconds === undefined) {
      return fail(`time: unknown unit ${quote(unit)} in duration ${quote(text)}`);
    }
    total += Number(whole + point + fraction) * nanoseconds;
    if (total > LONGEST) return invalid;
  }
  return succeed(sign * Math.trunc(total));
}
