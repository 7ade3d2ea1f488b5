import type {
  BuildResolution,
  Pull,
  StageResolution,
  TargetResolution,
} from '../dockerfile/resolve.ts';
import { parseReference } from '../image/reference.ts';

/** A FROM that names a stage of the file for some targets, and nothing for others. */
export interface MissingStage {
  /** Of the stage that the FROM begins. */
  readonly stage: number;
  /** The names that no stage has, and for which targets they come up. */
  readonly missing: ReadonlyMap<string, readonly string[]>;
  /** The stages that it names for other targets, in the order of the file. */
  readonly siblings: readonly number[];
}

/**
 * Finds the FROM lines whose variables lead to a stage on one target and to no stage, context or
 * `scratch` on another (`FROM build-${TARGETARCH}`). Such a name is meant to be a stage, so it is not
 * looked up in a registry.
 */
export function missingStages({ targets }: BuildResolution): readonly MissingStage[] {
  const count = Math.max(0, ...targets.map(({ stages }) => stages.length));
  const found: MissingStage[] = [];
  for (let stage = 0; stage < count; stage += 1) {
    const siblings = new Set<number>();
    const missing = new Map<string, string[]>();
    for (const { platform, stages } of targets) {
      const resolved = stages[stage];
      if (resolved === undefined || !hasVariable(resolved)) continue;
      if (resolved.base.stage !== undefined) siblings.add(resolved.base.stage);
      const name = resolved.reached ? bareName(resolved) : undefined;
      if (name === undefined) continue;
      const known = missing.get(name);
      if (known) known.push(platform);
      else missing.set(name, [platform]);
    }
    if (siblings.size === 0 || missing.size === 0) continue;
    found.push({ stage, missing, siblings: [...siblings].sort((a, b) => a - b) });
  }
  return found;
}

/** Whether a build pulls something only because a stage is missing. */
export function isForMissingStage(
  missing: MissingStage | undefined,
  target: TargetResolution,
  pull: Pull,
): boolean {
  const isMissing = [...(missing?.missing.values() ?? [])].some((on) =>
    on.includes(target.platform),
  );
  const base = target.stages[pull.stage]?.base;
  return isMissing && pull.by === 'FROM' && base?.resolved === pull.reference;
}

function hasVariable({ base: { matched, unmatched } }: StageResolution): boolean {
  return matched.length + unmatched.length > 0;
}

const STAGE_NAME = /^[a-z][a-z0-9-_.]*$/;

/** The name that FROM asks for, if a stage could have it: an image of Docker Hub without namespace and tag. */
function bareName({ base }: StageResolution): string | undefined {
  if (base.kind !== 'image' || base.resolved === undefined) return undefined;
  const reference = parseReference(base.resolved);
  if (!reference.ok) return undefined;
  const { domain, path, digest, tag } = reference.value;
  const name = path.startsWith('library/') ? path.slice('library/'.length) : path;
  const isBare = domain === 'docker.io' && digest === undefined && (tag ?? 'latest') === 'latest';
  return isBare && STAGE_NAME.test(name) ? name : undefined;
}
