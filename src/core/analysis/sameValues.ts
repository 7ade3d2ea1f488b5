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
  const environments = targets.map((target) => flow.resolved(stage, target)?.environment ?? {});
  const valuesOf = (name: string): ReadonlySet<string | undefined> =>
    new Set(
      environments.map((environment) => {
        const variable = Object.hasOwn(environment, name) ? environment[name] : undefined;
        return variable && 'value' in variable ? variable.value : undefined;
      }),
    );
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

const VARIABLE = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;

/** A text with its variables filled in; undefined where one is not known to be the same for every target. */
export function expandSame(text: string, { valueOf }: SameValues): string | undefined {
  if (!text.includes('$')) return text;
  const known = new Map<string, string | undefined>();
  const fill = (written: string, braced: string | undefined, bare: string | undefined) => {
    const name = braced ?? bare ?? '';
    if (!known.has(name)) known.set(name, valueOf(name));
    // What stays tells that it is not known.
    return known.get(name) ?? written;
  };
  const expanded = text.replace(VARIABLE, fill);
  return expanded.includes('$') ? undefined : expanded;
}
