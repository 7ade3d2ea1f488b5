import { parseReference } from '../../image/reference.ts';
import type { Variable } from '../expansion/modifiers.ts';

/** The argument that says which time the build's files get. */
export const EPOCH = 'SOURCE_DATE_EPOCH';

/** Its value for the build context's own time. */
const CONTEXT = 'context';

/**
 * What the argument stands for: a number of seconds, or the time of something that is named, which
 * only a build finds out. Empty, it is not set (BuildKit 0.32, dockerfile2llb/epoch.go).
 */
export function epochOf(written: string): Variable | undefined {
  if (written === '') return undefined;
  const seconds = secondsIn(written);
  if (seconds !== undefined) return { value: String(seconds) };
  const source = written === CONTEXT ? 'the build context' : written;
  return { unknown: `${EPOCH} is the time of ${source}` };
}

/**
 * What BuildKit has against the argument. That a stage which it names may only download one thing is
 * not looked at.
 *
 * @param isNamed whether there is a named context or a stage of a name
 */
export function epochProblem(
  written: string,
  isNamed: (name: string) => boolean,
): string | undefined {
  if (written === '' || written === CONTEXT || secondsIn(written) !== undefined) return undefined;
  const reference = parseReference(written);
  if (!reference.ok) return `invalid context name ${written}: ${reference.problem.message}`;
  return isNamed(written) ? undefined : `invalid ${EPOCH}: ${written}`;
}

/** An int64 as Go's strconv.ParseInt takes it. */
function secondsIn(text: string): bigint | undefined {
  if (!/^[+-]?[0-9]{1,100}$/.test(text)) return undefined;
  const seconds = BigInt(text.replace(/^\+/, ''));
  return BigInt.asIntN(64, seconds) === seconds ? seconds : undefined;
}
