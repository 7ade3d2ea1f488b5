import { fail, succeed, type Result } from '../../result.ts';
import { utf8Bytes } from './utf8.ts';

/** Nanoseconds in each unit. Go has `µs` too, but BuildKit takes flags apart byte by byte. */
const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

/** One more than the largest int64: only a negative duration may have it. */
const LIMIT = 2n ** 63n;

/** More digits than this do not fit anyway; the limit keeps a hostile number from costing time. */
const MOST_DIGITS = 1_000;

/** A number and what follows it up to the next one. */
const PART = /([0-9]*)(\.?)([0-9]*)([^0-9.]*)/y;

/**
 * Reads a duration as Go writes it, such as `1h30m` or `-1.5s`, in nanoseconds. Messages as Go 1.25,
 * time.ParseDuration.
 */
export function parseDuration(text: string): Result<bigint> {
  const invalid = fail(`time: invalid duration ${quoteBytes(text)}`);
  const start = /^[+-]/.test(text) ? 1 : 0;
  const isNegative = text.startsWith('-');
  if (text.slice(start) === '0') return succeed(0n);
  if (text.length === start) return invalid;
  let total = 0n;
  for (let at = start; at < text.length; at = PART.lastIndex) {
    PART.lastIndex = at;
    const [, whole = '', , fraction = '', unit = ''] = PART.exec(text) ?? [];
    if (whole === '' && fraction === '') return invalid;
    const amount = readInteger(whole);
    if (amount > LIMIT) return invalid;
    if (unit === '') return fail(`time: missing unit in duration ${quoteBytes(text)}`);
    const nanoseconds = UNITS.get(unit);
    if (nanoseconds === undefined) {
      return fail(`time: unknown unit ${quoteBytes(unit)} in duration ${quoteBytes(text)}`);
    }
    total += amount * nanoseconds + fractionOf(fraction, nanoseconds);
    if (total > LIMIT) return invalid;
  }
  if (isNegative) return succeed(-total);
  return total < LIMIT ? succeed(total) : invalid;
}

function readInteger(digits: string): bigint {
  const significant = digits.replace(/^0+/, '');
  return significant.length > MOST_DIGITS ? LIMIT + 1n : BigInt(significant);
}

/** Go computes this part with doubles, and drops digits that an int64 cannot hold. */
function fractionOf(digits: string, unit: bigint): bigint {
  const held = digits.slice(0, 18);
  return BigInt(Math.trunc(Number(held) * (Number(unit) / 10 ** held.length)));
}

/** Go's package time quotes in its own way: whatever is not printable ASCII byte by byte. */
function quoteBytes(text: string): string {
  const quoted = Array.from(text, (character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0x20 && code < 0x80) return character;
    return utf8Bytes(code)
      .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
      .join('');
  });
  return `"${quoted.join('')}"`;
}
