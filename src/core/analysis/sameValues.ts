import type { StageResolution } from '../dockerfile/resolution.ts';
import type { RuleInput } from './rule.ts';

/** What is known of a stage's variables, over all targets that need it. */
export interface SameValues {
  /** The value of a variable, if it is set, known, and the same for every target. */
  readonly valueOf: (name: string) => string | undefined;
  /** Whether a variable is known to have more than one value. */
  readonly differs: (name: string) => boolean;
}

/** What the variables of a stage are at its end, over some of the targets that need it. */
export function sameValues(
  { flow }: Pick<RuleInput, 'flow'>,
  stage: number,
  targets: readonly string[],
): SameValues {
  const resolved = targets.map((target) => flow.resolved(stage, target));
  const known = new Map<string, ReadonlySet<string | undefined>>();
  const valuesOf = (name: string): ReadonlySet<string | undefined> => {
    const values = known.get(name) ?? new Set(resolved.map((one) => valueIn(one, name)));
    known.set(name, values);
    return values;
  };
  return {
    valueOf(name) {
      const values = valuesOf(name);
      return values.size === 1 ? [...values][0] : undefined;
    },
    differs(name) {
      const values = valuesOf(name);
      return values.size > 1 && !values.has(undefined);
    },
  };
}

function valueIn(stage: StageResolution | undefined, name: string): string | undefined {
  const variable = stage?.variable(name);
  return variable && 'value' in variable ? variable.value : undefined;
}

const VARIABLE = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;

/** A text with its variables filled in; undefined where one is not known to be the same for every target. */
export function expandSame(text: string, { valueOf }: SameValues): string | undefined {
  if (!text.includes('$')) return text;
  // What stays tells that it is not known.
  const fill = (written: string, braced: string | undefined, bare: string | undefined) =>
    valueOf(braced ?? bare ?? '') ?? written;
  const expanded = text.replace(VARIABLE, fill);
  return expanded.includes('$') ? undefined : expanded;
}
