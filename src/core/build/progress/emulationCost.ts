import type { BuildStep } from './buildProgress.ts';

/** How long one step of a file took on one platform. */
export interface StepTime {
  readonly platform: string;
  /** In ms. */
  readonly duration: number;
}

/** A step that ran natively on one platform and emulated on others. */
export interface StepCost {
  /** Target of a bake file. */
  readonly group?: string;
  /** As BuildKit names it; absent for a stage without a name. */
  readonly stage?: string;
  readonly position: { readonly index: number; readonly total: number };
  /** As the native run has it: arguments are put in already. */
  readonly text: string;
  /** Fastest native run; absent when no platform ran natively, or only from the cache. */
  readonly native?: StepTime;
  readonly emulated: readonly EmulatedTime[];
}

/** An emulated run of a step. */
export interface EmulatedTime extends StepTime {
  /** How many times as long as the native run; absent without one that took a measurable time. */
  readonly ratio?: number;
}

/** What emulation cost a build. */
export interface EmulationCost {
  /** The costliest first. */
  readonly steps: readonly StepCost[];
  /** Of all emulated steps that ran, in ms, by platform. */
  readonly totals: readonly StepTime[];
  /** How many times as long the steps took that ran in both ways; only platforms with such steps. */
  readonly ratios: readonly { readonly platform: string; readonly ratio: number }[];
}

/** Below this a ratio says more about the clock than about the step, in ms. */
const measurable = 50;

/**
 * Compares the RUN steps that ran emulated with the same steps where they ran natively. Only steps that did
 * run count: one from the cache took no time.
 *
 * @param isEmulated whether programs of a platform ran emulated; undefined when that is not known
 */
export function emulationCost(
  steps: readonly BuildStep[],
  isEmulated: (platform: string) => boolean | undefined,
): EmulationCost {
  const byStep = new Map<string, BuildStep[]>();
  for (const step of steps) {
    const { name, state } = step;
    if (state !== 'done' || name.position === undefined || name.platform === undefined) continue;
    if (!/^(?:ONBUILD )?RUN /.test(name.text)) continue;
    const key = JSON.stringify([name.group, name.stage, name.position]);
    byStep.set(key, [...(byStep.get(key) ?? []), step]);
  }
  const costs = [...byStep.values()].flatMap((same) => costOf(same, isEmulated) ?? []);
  return { steps: costs.sort(byEmulatedTime), ...sums(costs) };
}

function costOf(
  same: readonly BuildStep[],
  isEmulated: (platform: string) => boolean | undefined,
): StepCost | undefined {
  const times = same.map(({ name: { platform = '' }, duration }) => ({ platform, duration }));
  const native = times
    .filter(({ platform }) => isEmulated(platform) === false)
    .sort((a, b) => a.duration - b.duration)[0];
  const emulated = times.filter(({ platform }) => isEmulated(platform) === true);
  const [any] = same;
  if (emulated.length === 0 || any?.name.position === undefined) return undefined;
  const { name } = same.find((step) => step.name.platform === native?.platform) ?? any;
  return {
    ...(name.group !== undefined && { group: name.group }),
    ...(name.stage !== undefined && { stage: name.stage }),
    position: any.name.position,
    text: name.text,
    ...(native !== undefined && { native }),
    emulated: emulated.map((time) => ({
      ...time,
      ...(native !== undefined &&
        native.duration >= measurable && { ratio: time.duration / native.duration }),
    })),
  };
}

function sums(costs: readonly StepCost[]): Pick<EmulationCost, 'totals' | 'ratios'> {
  const sums = new Map<string, { all: number; emulated: number; native: number }>();
  for (const { native, emulated } of costs) {
    for (const { platform, duration } of emulated) {
      const sum = sums.get(platform) ?? { all: 0, emulated: 0, native: 0 };
      sums.set(platform, sum);
      sum.all += duration;
      if (native === undefined) continue;
      sum.emulated += duration;
      sum.native += native.duration;
    }
  }
  return {
    totals: [...sums].map(([platform, { all }]) => ({ platform, duration: all })),
    ratios: [...sums].flatMap(([platform, { emulated, native }]) =>
      native < measurable ? [] : [{ platform, ratio: emulated / native }],
    ),
  };
}

function byEmulatedTime(a: StepCost, b: StepCost): number {
  return emulatedTime(b) - emulatedTime(a);
}

function emulatedTime({ emulated }: StepCost): number {
  return emulated.reduce((sum, { duration }) => sum + duration, 0);
}
