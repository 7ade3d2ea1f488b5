import { quote } from '../../platform/quote.ts';
import type { Complaint } from './complaint.ts';
import type { Flag } from './flags.ts';
import { parseDuration } from './duration.ts';

const INTERVALS = ['interval', 'timeout', 'start-period', 'start-interval'];

/** In nanoseconds: BuildKit takes 0, and nothing between it and this. */
const SHORTEST = 1_000_000n;

/**
 * Checks when and how often a HEALTHCHECK is tried, in the order in which BuildKit 0.32 does
 * (frontend/dockerfile/instructions/parse.go, parseHealthcheck); the first complaint counts.
 */
export function checkProbing(flags: readonly Flag[]): Complaint | undefined {
  for (const name of INTERVALS) {
    const value = valueOf(flags, name);
    if (!value) continue;
    const duration = parseDuration(value.text);
    if (!duration.ok) return { message: duration.problem.message, span: value.span };
    if (duration.value !== 0n && duration.value < SHORTEST) {
      const message = `Interval ${quote(name)} cannot be less than 1ms`;
      return { message, span: value.span };
    }
  }
  const retries = valueOf(flags, 'retries');
  if (!retries) return undefined;
  const message = retriesProblem(retries.text);
  return message === undefined ? undefined : { message, span: retries.span };
}

function valueOf(flags: readonly Flag[], name: string): Flag['value'] {
  const value = flags.find((flag) => flag.name === name)?.value;
  return value?.text === '' ? undefined : value;
}

/** As Go's strconv.ParseInt with 32 bits. */
function retriesProblem(text: string): string | undefined {
  const refused = `strconv.ParseInt: parsing ${quote(text)}: `;
  if (!/^[+-]?[0-9]+$/.test(text)) return `${refused}invalid syntax`;
  const retries = Number(text);
  if (retries > 2 ** 31 - 1 || retries < -(2 ** 31)) return `${refused}value out of range`;
  return retries < 0 ? `--retries cannot be negative (${retries})` : undefined;
}
