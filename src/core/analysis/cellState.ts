import type { PlatformOutlook } from '../build/platformOutlook.ts';
import type { Builder } from '../build/workerNode.ts';
import type { StageResolution, TargetResolution } from '../dockerfile/resolve.ts';
import type { Fact, ImageFacts } from '../facts.ts';
import { serveRequest } from '../image/coverage.ts';
import { formatPlatformAll, normalizePlatform, parsePlatform } from '../platform/platform.ts';
import { renderMessage, type Message } from './finding.ts';
import type { LineageFacts } from './lineageFacts.ts';

/**
 * What becomes of a stage on a target.
 *
 * - `native`, `hardware`, `emulated`: the builder runs its steps itself, by another instruction set of
 *   its processor, or by an emulator that was seen; `runnable`: it says that it can, and not how
 * - `cross`: its steps run on the build platform, for another target
 * - `copy-only`: nothing is executed
 * - `missing-base`: an image that it is built on, or takes files from, has nothing for the platform; or
 *   its FROM names a stage on other targets, and nothing on this one
 * - `wrong-files`: it is built on a single image for another platform, which BuildKit takes all the same
 * - `not-runnable`: the node that gets the target does not run the platform
 * - `not-reached`: the build does not need it
 * - `unknown`: what would tell is not known
 */
export type CellState =
  | 'native'
  | 'hardware'
  | 'emulated'
  | 'runnable'
  | 'cross'
  | 'copy-only'
  | 'missing-base'
  | 'wrong-files'
  | 'not-runnable'
  | 'not-reached'
  | 'unknown';

/** A state, and what decided it. */
export interface Cell {
  readonly state: CellState;
  readonly reason: Message;
}

/** One target of a build, and all that is known about it. */
export interface TargetBuild {
  readonly resolution: TargetResolution;
  /** Indexes of the stages that execute something. */
  readonly executing: ReadonlySet<number>;
  readonly image: (reference: string) => Fact<ImageFacts>;
  /** The node that gets the target, as a builder of its own. */
  readonly builder: Fact<Builder>;
  /** What that node runs natively. */
  readonly buildPlatform: string | undefined;
  /** By stage. */
  readonly lineages: readonly LineageFacts[];
  /** What the builder makes of programs of a platform; asked once for each. */
  readonly outlook: (builder: Builder, platform: string) => PlatformOutlook;
}

/** What becomes of a stage on a target: the first thing that decides it. */
export function cellState(build: TargetBuild, stage: StageResolution): Cell {
  const { resolution } = build;
  const target = resolution.platform;
  const [problem] = resolution.problems;
  if (problem !== undefined) {
    return cell('unknown', 'BuildKit refuses the Dockerfile: {0}', problem.message);
  }
  if (!stage.reached)
    return cell('not-reached', 'A build for {0} does not need this stage.', target);
  const lineage = build.lineages[stage.index];
  if (lineage?.missingStage !== undefined)
    return missingStageCell(lineage.missingStage, stage, target);
  const missing = lineage?.missing;
  if (missing !== undefined) {
    return cell(
      'missing-base',
      missing.stage === stage.index
        ? '“{0}” has no image for {1}.'
        : '“{0}”, which stage {2} needs, has no image for {1}.',
      missing.reference,
      missing.platform ?? '',
      String(missing.stage),
    );
  }
  if (lineage?.wrongFiles !== undefined) {
    return wrongFilesCell(build, stage, { ...lineage, wrongFiles: lineage.wrongFiles });
  }
  if (!build.executing.has(stage.index)) {
    // Only the ONBUILD of an image is ever unknown.
    return stage.unknown === undefined || stage.base.stage !== undefined
      ? cell('copy-only', 'Nothing is executed: files are only put together.')
      : cell(
          'copy-only',
          'Nothing is executed, unless an ONBUILD of its base does it: {0}',
          stage.unknown,
        );
  }
  const run = runState(build, stage, lineage);
  return withUnknownImage(run, lineage?.unknown);
}

function missingStageCell(
  { stage: from, name }: NonNullable<LineageFacts['missingStage']>,
  { index }: StageResolution,
  target: string,
): Cell {
  return cell(
    'missing-base',
    from === index
      ? 'No stage for {1}: this file has none with the name “{0}”.'
      : 'No stage for {1}: this file has none with the name “{0}”, on which stage {2} is built.',
    name,
    target,
    String(from),
  );
}

/** In the words of the finding, and whether the build gets as far as that. */
function wrongFilesCell(
  build: TargetBuild,
  stage: StageResolution,
  lineage: LineageFacts & Required<Pick<LineageFacts, 'wrongFiles'>>,
): Cell {
  const { pull, madeFor } = lineage.wrongFiles;
  const run = build.executing.has(stage.index) ? runState(build, stage, lineage) : undefined;
  return cell(
    'wrong-files',
    run?.state === 'not-runnable'
      ? 'Files for {1} under the label {2}: “{0}” is a single image for {1}. No RUN works: the node that gets it does not run {1}.'
      : 'Files for {1} under the label {2}: “{0}” is a single image for {1}, which a build for {2} takes all the same.',
    pull.reference,
    madeFor,
    pull.platform ?? '',
  );
}

function runState(
  build: TargetBuild,
  stage: StageResolution,
  lineage: LineageFacts | undefined,
): Cell {
  const target = build.resolution.platform;
  const { buildPlatform } = build;
  const platform = programPlatform(build, stage, lineage);
  if (platform === undefined) {
    return lineage?.isOnBuildPlatform === true
      ? cell('cross', 'Runs on the build platform, whatever it is, for {0}.', target)
      : cell('unknown', 'Its platform depends on the builder, which is not known.');
  }
  if (platform !== target && platform === buildPlatform) {
    return cell('cross', 'Runs on the build platform {0}, for {1}.', platform, target);
  }
  if (!build.builder.known) {
    if (platform === buildPlatform) {
      return cell(
        'native',
        'It is the build platform, so the machine that builds runs {0} itself.',
        platform,
      );
    }
    return cell(
      'unknown',
      'What the builder makes of {0} is not known: {1}',
      platform,
      build.builder.reason.message,
    );
  }
  return describeOutlook(build.builder.value, platform, build.outlook);
}

/**
 * The platform of the programs in a stage: its own, or that of a base which stands in for it (a single
 * image for another platform, a lower instruction set).
 */
function programPlatform(
  { image }: TargetBuild,
  { platform }: StageResolution,
  lineage: LineageFacts | undefined,
): string | undefined {
  const fact = lineage?.base && image(lineage.base.reference);
  if (platform === undefined || !fact?.known) return platform;
  const requested = parsePlatform(platform);
  const service = requested.ok ? serveRequest(fact.value, requested.value) : undefined;
  if (service?.how === 'degraded' && service.by === 'instruction-set') {
    return formatPlatformAll(normalizePlatform(service.platform));
  }
  const { manifest, configPlatform } = fact.value;
  const isForAnother = manifest.kind === 'image' && service?.how === 'missing';
  return isForAnother && configPlatform
    ? formatPlatformAll(normalizePlatform(configPlatform))
    : platform;
}

function describeOutlook(
  builder: Builder,
  platform: string,
  outlook: TargetBuild['outlook'],
): Cell {
  const found = outlook(builder, platform);
  if (found.state === 'unknown') {
    return cell('unknown', 'The builder “{0}” was not started, or does not answer.', builder.name);
  }
  const { node } = found;
  switch (found.state) {
    case 'native':
      return cell('native', 'The node “{0}” runs {1} itself.', node, platform);
    case 'hardware':
      return cell('hardware', 'The processor of the node “{0}” runs {1} too.', node, platform);
    case 'emulated':
      return cell(
        'emulated',
        'The node “{0}” runs {1} by the emulator {2}.',
        node,
        platform,
        found.emulator?.name ?? '',
      );
    case 'unknown-how':
      return cell('runnable', 'The node “{0}” says that it runs {1}, but not how.', node, platform);
    case 'not-runnable':
      return cell(
        'not-runnable',
        'The node “{0}” gets it and does not run {1}: RUN fails.',
        node,
        platform,
      );
  }
}

/** How a stage would run says nothing about whether its images exist. */
function withUnknownImage(run: Cell, unknown: LineageFacts['unknown']): Cell {
  if (unknown === undefined) return run;
  return {
    state: run.state,
    reason: {
      text: '{0} Which platforms “{1}” has is not known: {2}',
      args: [renderMessage(run.reason), unknown.reference, unknown.reason],
    },
  };
}

function cell(state: CellState, text: string, ...args: readonly string[]): Cell {
  return { state, reason: { text, args } };
}
