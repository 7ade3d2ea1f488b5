import { quote } from '../../platform/quote.ts';
import type { Result } from '../../result.ts';
import { enterDirectory } from './directory.ts';
import type { Complaint } from '../syntax/complaint.ts';
import type { RunInstruction } from '../instruction.ts';
import { checkMount, type ReadMount } from './mountRules.ts';
import type { Variable } from '../expansion/modifiers.ts';
import { lookUp, type Scope } from '../scope.ts';
import { valueIn } from '../word.ts';

/**
 * Checks the mounts of a RUN when it is carried out: all fields first, then sources and targets in
 * turn (BuildKit 0.32, dockerfile2llb/convert_runmount.go, dispatchRunMounts).
 *
 * @param isLater whether a name is that of a stage that is not built yet
 */
export function checkRunMounts(
  { mounts }: RunInstruction,
  scope: Scope,
  escape: string,
  isLater: (from: string) => boolean,
): Complaint | undefined {
  const checked: ReadMount[] = [];
  for (const mount of mounts) {
    const read = checkMount(mount, expand);
    if (!read.ok) return { message: read.problem.message, span: mount.span };
    checked.push(read.value);
  }
  for (const [at, { type, target }] of checked.entries()) {
    const mount = mounts[at];
    if (!mount) continue;
    const { from, span } = mount;
    if (from && isLater(from.text)) {
      const message = `cannot mount from stage ${quote(from.text)} to ${quote(target ?? '')}, stage needs to be defined before current command`;
      return { message, span: from.span };
    }
    if (type === 'secret' || type === 'ssh' || target === undefined) continue;
    if (placeOf(target) === '/') return { message: 'invalid mount target "/"', span };
  }
  return undefined;

  function expand(text: string): Result<Variable> {
    return valueIn(text, (name) => lookUp(scope, name), { escape });
  }

  function placeOf(target: string): string | undefined {
    if (target.startsWith('/')) return target;
    return scope.directory === undefined ? undefined : enterDirectory(scope.directory, target);
  }
}
