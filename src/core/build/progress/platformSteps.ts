import type { BuildStep } from './buildProgress.ts';

/** The steps of a build that are done for one platform, in the order of their stages. */
export interface PlatformSteps {
  /** Target of a bake file. */
  readonly group?: string;
  /** For which platform they are done, formatted; absent for steps that serve the whole build. */
  readonly platform?: string;
  readonly steps: readonly BuildStep[];
  readonly done: number;
  readonly cached: number;
  /** Time in which its steps worked, in ms, as if one came after the other. */
  readonly worked: number;
  /** Bytes that came or went. */
  readonly transferred: number;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
}

/**
 * The steps of a build by platform: first the platforms that were asked for, in their order, then others
 * that BuildKit names, last what serves the whole build. A step that runs on one platform for another one
 * belongs to the other.
 *
 * @param platforms that were asked for, formatted. Of a single one BuildKit does not say the name.
 */
export function stepsByPlatform(
  steps: readonly BuildStep[],
  platforms: readonly string[],
): readonly PlatformSteps[] {
  const only = platforms.length === 1 ? platforms[0] : undefined;
  const groups = new Map<string, BuildStep[]>();
  const places = new Map<string, Pick<PlatformSteps, 'group' | 'platform'>>();
  for (const step of steps) {
    const { name } = step;
    const platform = name.internal ? undefined : (name.forPlatform ?? name.platform ?? only);
    const group = name.internal ? undefined : name.group;
    const key = JSON.stringify([group, platform]);
    const own = groups.get(key);
    if (own === undefined) {
      groups.set(key, [step]);
      places.set(key, { ...(group !== undefined && { group }), ...(platform && { platform }) });
    } else own.push(step);
  }
  const rank = ({ platform }: PlatformSteps) => {
    if (platform === undefined) return Infinity;
    const at = platforms.indexOf(platform);
    return at < 0 ? platforms.length : at;
  };
  return [...groups]
    .map(([key, own]): PlatformSteps => ({ ...places.get(key), ...summary(inOrder(own)) }))
    .sort((a, b) => compare(rank(a), rank(b)));
}

/** Infinity is equal to itself. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function summary(steps: readonly BuildStep[]): Omit<PlatformSteps, 'group' | 'platform'> {
  const count = (...states: readonly BuildStep['state'][]) =>
    steps.filter(({ state }) => states.includes(state)).length;
  const done = count('done', 'cached');
  return {
    steps,
    done,
    cached: count('cached'),
    worked: steps.reduce((sum, { duration }) => sum + duration, 0),
    transferred: steps.reduce((sum, { transferred }) => sum + transferred.current, 0),
    state: stateOf(count('failed'), count('cancelled'), count('running'), done, steps.length),
  };
}

function stateOf(
  failed: number,
  cancelled: number,
  running: number,
  done: number,
  all: number,
): PlatformSteps['state'] {
  if (failed > 0) return 'failed';
  if (running > 0) return 'running';
  if (cancelled > 0) return 'cancelled';
  if (done === all) return 'done';
  return done > 0 ? 'running' : 'waiting';
}

/** Stages in the order in which they began, those that wait last; within a stage as the file has it. */
function inOrder(steps: readonly BuildStep[]): readonly BuildStep[] {
  const begin = new Map<string, number>();
  for (const { name, started = Infinity } of steps) {
    const stage = name.stage ?? '';
    begin.set(stage, Math.min(begin.get(stage) ?? Infinity, started));
  }
  const stages = [...begin.keys()];
  const order = new Map(
    stages
      .map((stage, at) => ({ stage, at, time: begin.get(stage) ?? Infinity }))
      .sort((a, b) => compare(a.time, b.time) || a.at - b.at)
      .map(({ stage }, at) => [stage, at]),
  );
  return steps
    .map((step, at) => ({ step, at }))
    .sort(
      (a, b) =>
        (order.get(a.step.name.stage ?? '') ?? 0) - (order.get(b.step.name.stage ?? '') ?? 0) ||
        (a.step.name.position?.index ?? 0) - (b.step.name.position?.index ?? 0) ||
        a.at - b.at,
    )
    .map(({ step }) => step);
}
