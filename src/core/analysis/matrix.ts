import { platformOutlook, type PlatformOutlook } from '../build/platformOutlook.ts';
import { buildPlatformOf, targetNode } from '../build/targetNode.ts';
import type { Builder } from '../build/workerNode.ts';
import {
  baseImageOptions,
  neededBaseImages,
  type BaseImageNeed,
} from '../dockerfile/baseImages.ts';
import { parseDockerfile, type Dockerfile } from '../dockerfile/instructions.ts';
import {
  resolveBuild,
  type BuildResolution,
  type TargetResolution,
} from '../dockerfile/resolve.ts';
import type { BaseImage, ResolutionProblem, UnknownBuildArgs } from '../dockerfile/resolution.ts';
import { splitStages } from '../dockerfile/stages.ts';
import type { Fact, ImageFacts } from '../facts.ts';
import { cellState, type Cell } from './cellState.ts';
import { lineageFacts } from './lineageFacts.ts';
import { isForMissingStage, missingNames, missingStages } from './missingStages.ts';

/** What {@link buildMatrix} is asked. */
export interface MatrixInput {
  readonly text: string;
  /** Target platforms, as a user writes them. */
  readonly targets: readonly string[];
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Build arguments that may be given besides, with values that are not known. */
  readonly unknownBuildArgs?: UnknownBuildArgs;
  /** Name of the stage to build; the last one by default. */
  readonly target?: string;
  readonly contexts?: Readonly<Record<string, string>>;
  /** BUILDPLATFORM, for when no builder is known. */
  readonly buildPlatform?: string;
  /** What is known of an image, by canonical reference. */
  readonly image: (reference: string) => Fact<ImageFacts>;
  /** What is known of base images' configs, by the key of the need. */
  readonly bases?: ReadonlyMap<string, Fact<BaseImage>>;
  readonly builder: Fact<Builder>;
}

/** One stage, and what becomes of it on each target. */
export interface MatrixRow {
  readonly index: number;
  readonly name?: string;
  /** What it is built on, as written. */
  readonly base: string;
  readonly cells: readonly (Cell & { readonly platform: string })[];
}

/** What becomes of every stage on every target. */
export interface Matrix {
  /** The targets as BuildKit prints them, in the order given. */
  readonly targets: readonly string[];
  readonly stages: readonly MatrixRow[];
  /** The images on which it depends: what to look up. More may follow when these are known. */
  readonly needs: {
    /** Canonical references. */
    readonly images: readonly string[];
    readonly bases: readonly BaseImageNeed[];
  };
  /** Why BuildKit refuses the file for some target, each once. */
  readonly problems: readonly ResolutionProblem[];
}

/** Says what becomes of every stage on every target. Pure and total. */
export function buildMatrix(input: MatrixInput): Matrix {
  const dockerfile = parseDockerfile(input.text);
  const baseImages = baseImageOptions(input.bases ?? new Map());
  const resolutions = input.targets.flatMap((target) => {
    const buildPlatform =
      buildPlatformOf(targetNode(input.builder, target, input.targets)) ?? input.buildPlatform;
    return resolveBuild(dockerfile, {
      targets: [target],
      ...baseImages,
      ...(input.buildArgs && { buildArgs: input.buildArgs }),
      ...(input.unknownBuildArgs && { unknownBuildArgs: input.unknownBuildArgs }),
      ...(input.target !== undefined && { target: input.target }),
      ...(input.contexts && { contexts: input.contexts }),
      ...(buildPlatform !== undefined && { buildPlatform }),
    }).targets;
  });
  const resolution = { targets: resolutions };
  const missing = new Map(missingStages(resolution).map((entry) => [entry.stage, entry]));
  const pulled = resolutions.flatMap((target) =>
    target.pulls.filter((pull) => !isForMissingStage(missing.get(pull.stage), target, pull)),
  );
  return {
    targets: resolutions.map(({ platform }) => platform),
    stages: matrixRows(dockerfile, resolution, input),
    needs: {
      images: [...new Set(pulled.map(({ reference }) => reference))],
      bases: neededBaseImages(resolution),
    },
    problems: [
      ...new Map(
        resolutions.flatMap(({ problems }) => problems.map((each) => [each.message, each])),
      ).values(),
    ],
  };
}

/** What becomes of every stage of a file that was resolved already. */
export function matrixRows(
  dockerfile: Dockerfile,
  { targets }: BuildResolution,
  known: Pick<MatrixInput, 'image' | 'builder' | 'buildPlatform'>,
): readonly MatrixRow[] {
  const executing = executingStages(dockerfile);
  const platforms = targets.map(({ platform }) => platform);
  const missing = missingNames(missingStages({ targets }));
  const builds = targets.map((resolution) => {
    const builder = targetNode(known.builder, resolution.platform, platforms);
    return {
      resolution,
      executing: executingOf(executing, resolution),
      image: known.image,
      builder,
      buildPlatform: buildPlatformOf(builder) ?? known.buildPlatform,
      lineages: lineageFacts(resolution, known.image, missing.get(resolution.platform)),
      outlook: rememberOutlooks(),
    };
  });
  const first = targets[0]?.stages ?? [];
  return first.map(({ index, name, base }) => ({
    index,
    ...(name !== undefined && { name }),
    base: base.written,
    cells: builds.flatMap((build) => {
      const stage = build.resolution.stages[index];
      const { platform } = build.resolution;
      return stage ? [{ platform, ...cellState(build, stage) }] : [];
    }),
  }));
}

/** Of one builder. */
function rememberOutlooks(): typeof platformOutlook {
  const outlooks = new Map<string, PlatformOutlook>();
  return (builder, platform) => {
    const outlook = outlooks.get(platform) ?? platformOutlook(builder, platform);
    outlooks.set(platform, outlook);
    return outlook;
  };
}

/** Stages with a RUN of their own. */
function executingStages(dockerfile: Dockerfile): ReadonlySet<number> {
  const { stages } = splitStages(dockerfile);
  return new Set(
    stages
      .filter(({ instructions }) => instructions.some(({ kind }) => kind === 'run'))
      .map(({ index }) => index),
  );
}

/** Those, and the stages that execute something because of an ONBUILD of their base. */
function executingOf(own: ReadonlySet<number>, { stages }: TargetResolution): ReadonlySet<number> {
  const triggered = stages.filter(({ triggers }) => triggers.some(({ kind }) => kind === 'run'));
  return new Set([...own, ...triggered.map(({ index }) => index)]);
}
