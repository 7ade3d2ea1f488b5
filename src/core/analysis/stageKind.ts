import { parsePlatform, normalizePlatform, type Platform } from '../platform/platform.ts';
import type { StageFlow } from './stageFlow.ts';

/**
 * For what platform a stage is built.
 *
 * - `target`: the one that is asked for
 * - `build`: that of the builder (`--platform=$BUILDPLATFORM`), whatever it is
 * - `pinned`: always the same
 */
export type StageKind = 'target' | 'build' | 'pinned';

/** For what platform a stage is built, over all targets that need it. */
export function stageKind(flow: StageFlow, stage: number): StageKind {
  let kind: StageKind = 'target';
  for (const target of flow.reachedFor(stage)) {
    const root = flow.root(stage, target);
    const flag = root?.platformFlag;
    if (flag === undefined || root?.base.kind === 'scratch') continue;
    const names = [...flag.matched, ...flag.unmatched];
    if (names.some((name) => name.startsWith('TARGET'))) continue;
    // All that FROM can see but not know is the builder's.
    if (names.some((name) => name.startsWith('BUILD')) || flag.resolved === undefined)
      return 'build';
    if (root?.platform !== target) kind = 'pinned';
  }
  return kind;
}

/** A target whose platform could be read. */
export interface Target {
  /** Formatted. */
  readonly name: string;
  readonly platform: Platform;
}

/** The targets that are platforms, normalised. Each is read once. */
export function readTargets(flow: StageFlow, targets: readonly string[]): readonly Target[] {
  const read = known.get(flow) ?? new Map<string, Target | undefined>();
  known.set(flow, read);
  return targets.flatMap((name) => {
    if (!read.has(name)) read.set(name, readTarget(name));
    return read.get(name) ?? [];
  });
}

const known = new WeakMap<StageFlow, Map<string, Target | undefined>>();

function readTarget(name: string): Target | undefined {
  const platform = parsePlatform(name);
  return platform.ok ? { name, platform: normalizePlatform(platform.value) } : undefined;
}

/** The targets whose architecture is another one. */
export function targetsOfOthers(
  targets: readonly Target[],
  architecture: string,
): readonly string[] {
  return targets
    .filter(({ platform }) => platform.architecture !== architecture)
    .map(({ name }) => name);
}
