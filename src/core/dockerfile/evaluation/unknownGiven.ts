import type { Variable } from '../expansion/modifiers.ts';
import type { UnknownBuildArgs } from '../resolution.ts';

/** What a build argument is when it is given with a value that is not known; undefined when it is not. */
export function unknownGiven(
  { named = {} }: UnknownBuildArgs = {},
  name: string,
): Variable | undefined {
  const reason = Object.hasOwn(named, name) ? named[name] : undefined;
  return reason === undefined ? undefined : { unknown: reason };
}
