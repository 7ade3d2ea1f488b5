import {
  PLATFORM_ARGUMENTS,
  platformArguments,
  type PlatformArgument,
} from '../platform/platformArgs.ts';
import { parsePlatform } from '../platform/platform.ts';
import type { RuleInput } from './rule.ts';

const names: ReadonlySet<string> = new Set(PLATFORM_ARGUMENTS);

type Values = Readonly<Partial<Record<PlatformArgument, string | undefined>>>;

/** Whether BuildKit gives a name a value by itself. */
export function isAutomatic(name: string): name is PlatformArgument {
  return names.has(name);
}

/**
 * What BuildKit gives an automatic argument on a target, unless the file or a build argument says
 * otherwise; undefined when that is not known. Each target's values are worked out once.
 */
export function automaticValues(
  input: RuleInput,
): (name: PlatformArgument, target: string) => string | undefined {
  const { resolution, flow } = input;
  const known = new Map<string, Values>();
  return (name, target) => {
    const values = known.get(target) ?? valuesOn(target);
    known.set(target, values);
    return values[name];
  };

  function valuesOn(target: string): Values {
    const platform = parsePlatform(target);
    if (!platform.ok) return {};
    const native = input.buildPlatform(target);
    const build = native === undefined ? undefined : parsePlatform(native);
    const result = resolution.targets.find((one) => one.platform === target)?.result;
    const stage = result === undefined ? undefined : flow.stages[result];
    const buildPlatform = build?.ok === true ? build.value : undefined;
    return platformArguments(platform.value, buildPlatform, stage?.from.name ?? '');
  }
}
