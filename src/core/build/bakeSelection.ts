import type { BakedTarget } from '../project/bakePlan.ts';

/** What is built of bake files, or of compose files, which bake reads too. */
export interface BakeSelection {
  /** The files, as the command has them. */
  readonly files: readonly string[];
  /** Groups and targets (services); none stands for the group `default`. */
  readonly targets: readonly string[];
  /** Platforms in the place of those that the files say for each target. */
  readonly platforms?: readonly string[];
  /** In the place of what the files say. */
  readonly output?: 'push' | 'load' | 'cache';
  /** What the files say of the targets, where docker could tell it. */
  readonly plan?: readonly BakedTarget[];
}

/** What a build of bake files shares with that of a Dockerfile (buildRequest.ts). */
export interface BakeOptions {
  readonly builder?: string;
  readonly progress?: string;
  readonly provenance?: string;
  readonly sbom?: string;
  readonly args?: readonly string[];
}

/**
 * Arguments of `docker` for a build of bake files: words, not a shell line. Every platform has a `--set` of its
 * own, which bake collects to a list (buildx v0.36, bake/bake.go, ReadTargets).
 */
export function bakeArguments(
  { builder, progress, provenance, sbom, args = [] }: BakeOptions,
  bake: BakeSelection,
): readonly string[] {
  return [
    'buildx',
    'bake',
    ...(builder === undefined ? [] : ['--builder', builder]),
    ...(progress === undefined ? [] : [`--progress=${progress}`]),
    ...bake.files.flatMap((file) => ['--file', file]),
    ...(bake.platforms ?? []).flatMap((platform) => ['--set', `*.platform=${platform}`]),
    ...(provenance === undefined ? [] : [`--provenance=${provenance}`]),
    ...(sbom === undefined ? [] : [`--sbom=${sbom}`]),
    ...outputArguments(bake),
    ...args,
    // Names of targets may begin with a hyphen.
    ...(bake.targets.some((target) => target.startsWith('-')) ? ['--'] : []),
    ...bake.targets,
  ];
}

function outputArguments({ output }: BakeSelection): readonly string[] {
  if (output === undefined) return [];
  return output === 'cache' ? ['--set', '*.output=type=cacheonly'] : [`--${output}`];
}
