import { platformArguments } from '../../platform/platformArgs.ts';
import type { Platform } from '../../platform/platform.ts';
import type { ArgInstruction } from '../instruction.ts';
import type { UnknownBuildArgs } from '../resolution.ts';
import type { Variable } from '../expansion/modifiers.ts';
import type { Report } from './report.ts';
import { EPOCH, epochOf, epochProblem } from './sourceDateEpoch.ts';
import { unknownGiven } from './unknownGiven.ts';
import { createScope, lookUp, type Scope, type Setting } from '../scope.ts';
import { valueIn } from '../word.ts';

/** Why BUILDPLATFORM and its parts are not known. */
export const NO_BUILD_PLATFORM = 'no builder is known, so the build platform is not known';

/** What the automatic arguments depend on. */
export interface GlobalInput {
  readonly target: Platform;
  readonly buildPlatform: Platform | undefined;
  /** Name of the stage that is built. */
  readonly stageName: string;
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly unknownBuildArgs?: UnknownBuildArgs | undefined;
  readonly escape: string;
  /** Whether there is a named context or a stage of a name. */
  readonly isNamed: (name: string) => boolean;
}

/**
 * The scope of FROM lines: automatic arguments, then the ARGs before the first FROM in turn (BuildKit
 * 0.32, dockerfile2llb, defaultArgs and buildMetaArgs).
 */
export function globalScope(
  declarations: readonly ArgInstruction[],
  input: GlobalInput,
  report: Report,
): Scope {
  const settings = new Map<string, Setting>();
  const set = (name: string, variable: Variable) => settings.set(name, { variable, byArg: true });
  const { target, buildPlatform, stageName, buildArgs, unknownBuildArgs } = input;
  const given = (name: string): Variable | undefined => {
    const override = buildArgs.get(name);
    return override === undefined ? unknownGiven(unknownBuildArgs, name) : { value: override };
  };
  for (const [name, value] of Object.entries(platformArguments(target, buildPlatform, stageName))) {
    set(name, given(name) ?? (value === undefined ? { unknown: NO_BUILD_PLATFORM } : { value }));
  }
  const scope = createScope(settings);
  for (const { key, value } of declarations.flatMap((instruction) => instruction.declarations)) {
    const override = given(key.text);
    if (override !== undefined) {
      set(key.text, override);
      continue;
    }
    const other = unknownBuildArgs?.others;
    if (!value) {
      if (other !== undefined && !settings.has(key.text)) set(key.text, { unknown: other });
      continue;
    }
    const read = valueIn(value.text, (name) => lookUp(scope, name), { escape: input.escape });
    if (!read.ok) report(read.problem.message, value.span);
    const own: Variable = read.ok ? read.value : { unknown: read.problem.message };
    // Nobody builds with an empty value where another one may be given: it is a place for that.
    const isOpen = other !== undefined && 'value' in own && own.value === '';
    set(key.text, isOpen ? { unknown: other } : own);
  }
  settleEpoch(settings, declarations, input, report);
  return scope;
}

/** It is replaced by the time that it stands for, before anything is looked up. */
function settleEpoch(
  settings: Map<string, Setting>,
  declarations: readonly ArgInstruction[],
  { buildArgs, isNamed }: GlobalInput,
  report: Report,
): void {
  const set = settings.get(EPOCH);
  const written = buildArgs.get(EPOCH) ?? (set && 'value' in set.variable && set.variable.value);
  if (typeof written !== 'string' || (written === '' && !buildArgs.has(EPOCH))) return;
  const problem = epochProblem(written, isNamed);
  const declaration = declarations.findLast(({ declarations: pairs }) =>
    pairs.some(({ key }) => key.text === EPOCH),
  );
  if (problem !== undefined) report(problem, declaration?.span ?? { start: 0, end: 0 });
  if (!set) return;
  const variable = epochOf(written);
  if (variable) settings.set(EPOCH, { variable, byArg: true });
  else settings.delete(EPOCH);
}
