import type {
  BuildResolution,
  Pull,
  StageResolution,
  TargetResolution,
} from '../dockerfile/resolve.ts';
import { parseReference } from '../image/reference.ts';

/** A name that no stage has. */
export interface MissingName {
  /** For which it comes up, formatted, in their order. */
  readonly targets: readonly string[];
  /** BuildKit's words, when the name cannot be an image's either, e.g. `build-arm64-`. */
  readonly refusal?: string;
}

/** A FROM that names a stage of the file for some targets, and nothing for others. */
export interface MissingStage {
  /** Of the stage that the FROM begins. */
  readonly stage: number;
  /** The names that no stage has. */
  readonly missing: ReadonlyMap<string, MissingName>;
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
    const missing = new Map<string, MissingName>();
    for (const target of targets) {
      const resolved = target.stages[stage];
      if (resolved === undefined || !hasVariable(resolved)) continue;
      if (resolved.base.stage !== undefined) siblings.add(resolved.base.stage);
      const found = missingName(resolved, target);
      if (found === undefined) continue;
      const { name, ...rest } = found;
      const before = missing.get(name)?.targets ?? [];
      missing.set(name, { targets: [...before, target.platform], ...rest });
    }
    if (siblings.size === 0 || missing.size === 0) continue;
    found.push({ stage, missing, siblings: [...siblings].sort((a, b) => a - b) });
  }
  return found;
}

/** The names that no stage has, by the target for which they come up and the stage that asks for them. */
export function missingNames(
  missing: readonly MissingStage[],
): ReadonlyMap<string, ReadonlyMap<number, string>> {
  const byTarget = new Map<string, Map<number, string>>();
  for (const { stage, missing: names } of missing) {
    for (const [name, { targets }] of names) {
      for (const target of targets) {
        const stages = byTarget.get(target) ?? new Map<number, string>();
        byTarget.set(target, stages.set(stage, name));
      }
    }
  }
  return byTarget;
}

/** Whether a build pulls something only because a stage is missing. */
export function isForMissingStage(
  missing: MissingStage | undefined,
  target: TargetResolution,
  pull: Pull,
): boolean {
  const isMissing = [...(missing?.missing.values() ?? [])].some((name) =>
    name.targets.includes(target.platform),
  );
  const base = target.stages[pull.stage]?.base;
  return isMissing && pull.by === 'FROM' && base?.resolved === pull.reference;
}

function hasVariable({ base: { matched, unmatched } }: StageResolution): boolean {
  return matched.length + unmatched.length > 0;
}

const STAGE_NAME = /^[a-z][a-z0-9-_.]*$/;

interface FoundName {
  readonly name: string;
  readonly refusal?: string;
}

/** The name that FROM asks for, if a stage could have it. */
function missingName(stage: StageResolution, target: TargetResolution): FoundName | undefined {
  if (stage.base.kind !== 'image') return undefined;
  const found = stage.base.resolved === undefined ? refusedName(stage, target) : imageName(stage);
  return found && STAGE_NAME.test(found.name) ? found : undefined;
}

/** An image of Docker Hub without namespace and tag looks like a stage. */
function imageName({ base, reached }: StageResolution): FoundName | undefined {
  const reference = reached ? parseReference(base.resolved ?? '') : undefined;
  if (reference?.ok !== true) return undefined;
  const { domain, path, digest, tag } = reference.value;
  const name = path.startsWith('library/') ? path.slice('library/'.length) : path;
  const isBare = domain === 'docker.io' && digest === undefined && (tag ?? 'latest') === 'latest';
  return isBare ? { name } : undefined;
}

const REFUSED_NAME = /^failed to parse stage name "([^"\\]*)"/;

function refusedName({ base }: StageResolution, target: TargetResolution): FoundName | undefined {
  const { start } = base.range;
  for (const { message, range } of target.problems) {
    const isHere = range.start.line === start.line && range.start.character === start.character;
    const name = isHere ? REFUSED_NAME.exec(message)?.[1] : undefined;
    if (name !== undefined) return { name, refusal: message };
  }
  return undefined;
}
