import type { RuleInput } from './rule.ts';
import { readTargets } from './stageKind.ts';

/** Targets that get files of a stage on the build platform. */
export interface ForeignTargets {
  /** Those of another architecture; of several all, when the build platform is not known. */
  readonly targets: readonly string[];
  /** The build platform; undefined when it is not known. */
  readonly buildPlatform: string | undefined;
}

/**
 * The targets for which the files of a stage on `$BUILDPLATFORM` are copied although they have another
 * architecture than the builder. None where that cannot be told.
 */
export function foreignTargets({ flow, buildPlatform }: RuleInput, stage: number): ForeignTargets {
  const copied = readTargets(flow, flow.copiedFor(stage));
  const platforms = copied.map(({ name }) => buildPlatform(name));
  const known = new Set(platforms);
  const [first] = platforms;
  if (known.has(undefined)) {
    const architectures = new Set(copied.map(({ platform }) => platform.architecture));
    const targets = architectures.size > 1 ? copied.map(({ name }) => name) : [];
    return { targets, buildPlatform: undefined };
  }
  const targets = copied.filter(({ platform }, at) => {
    const [native] = readTargets(flow, [platforms[at] ?? '']);
    return native !== undefined && native.platform.architecture !== platform.architecture;
  });
  return {
    targets: targets.map(({ name }) => name),
    buildPlatform: known.size === 1 ? first : undefined,
  };
}
