import { buildPlatformOf, targetNode } from '../build/targetNode.ts';
import type { Builder } from '../build/workerNode.ts';
import { parseDockerfile, type Dockerfile } from '../dockerfile/instructions.ts';
import { resolveBuild, type TargetResolution } from '../dockerfile/resolve.ts';
import { splitStages } from '../dockerfile/stages.ts';
import type { Fact, ImageFacts } from '../facts.ts';
import { cellState, type Cell } from './cellState.ts';

/** What {@link buildMatrix} is asked. */
export interface MatrixInput {
  readonly text: string;
  /** Target platforms, as a user writes them. */
  readonly targets: readonly string[];
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Name of the stage to build; the last one by default. */
  readonly target?: string;
  readonly contexts?: Readonly<Record<string, string>>;
  /** BUILDPLATFORM, for when no builder is known. */
  readonly buildPlatform?: string;
  /** What is known of an image, by canonical reference. */
  readonly image: (reference: string) => Fact<ImageFacts>;
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
  /** The images on which it depends: what to look up. */
  readonly needs: readonly string[];
  /** Whether BuildKit refuses the file for some target. */
  readonly isRefused: boolean;
}

/**
 * Says what becomes of every stage on every target. Pure and total. ONBUILD triggers in the config of
 * an image are not seen; those of stages in the file are.
 */
export function buildMatrix(input: MatrixInput): Matrix {
  const dockerfile = parseDockerfile(input.text);
  const executing = executingStages(dockerfile);
  const builds = input.targets.flatMap((target) => {
    const builder = targetNode(input.builder, target, input.targets);
    const buildPlatform = buildPlatformOf(builder) ?? input.buildPlatform;
    const { targets } = resolveBuild(dockerfile, {
      targets: [target],
      ...(input.buildArgs && { buildArgs: input.buildArgs }),
      ...(input.target !== undefined && { target: input.target }),
      ...(input.contexts && { contexts: input.contexts }),
      ...(buildPlatform !== undefined && { buildPlatform }),
    });
    return targets.map((resolution) => {
      const stages = executingOf(executing, resolution);
      return { resolution, executing: stages, image: input.image, builder, buildPlatform };
    });
  });
  const first = builds[0]?.resolution.stages ?? [];
  return {
    targets: builds.map(({ resolution }) => resolution.platform),
    stages: first.map(({ index, name, base }) => ({
      index,
      ...(name !== undefined && { name }),
      base: base.written,
      cells: builds.flatMap((build) => {
        const stage = build.resolution.stages[index];
        const { platform } = build.resolution;
        return stage ? [{ platform, ...cellState(build, stage) }] : [];
      }),
    })),
    needs: [
      ...new Set(
        builds.flatMap(({ resolution }) => resolution.pulls.map(({ reference }) => reference)),
      ),
    ],
    isRefused: builds.some(({ resolution }) => resolution.problems.length > 0),
  };
}

interface Executing {
  /** Stages with a RUN. */
  readonly own: ReadonlySet<number>;
  /** Stages whose ONBUILD makes the stages built on them execute something. */
  readonly triggering: ReadonlySet<number>;
}

function executingStages(dockerfile: Dockerfile): Executing {
  const { stages } = splitStages(dockerfile);
  const having = (executes: (stage: (typeof stages)[number]) => boolean) =>
    new Set(stages.filter(executes).map(({ index }) => index));
  return {
    own: having((stage) => stage.instructions.some(({ kind }) => kind === 'run')),
    triggering: having((stage) =>
      stage.instructions.some(
        (instruction) => instruction.kind === 'onbuild' && instruction.trigger?.kind === 'run',
      ),
    ),
  };
}

function executingOf(executing: Executing, { stages }: TargetResolution): ReadonlySet<number> {
  return new Set(
    stages
      .filter(
        ({ index, base }) =>
          executing.own.has(index) ||
          (base.stage !== undefined && executing.triggering.has(base.stage)),
      )
      .map(({ index }) => index),
  );
}
