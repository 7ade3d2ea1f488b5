import { prepareAnalysis } from '../analysis/analyze.ts';
import type { PullSite } from '../analysis/pullSites.ts';
import type { Fact } from '../facts.ts';
import type { LineIndex, Span } from '../text.ts';
import { buildsOf, type PipelineBuild } from './builds.ts';
import { actionOf, type Leg, type Pipeline, type Step } from './pipeline.ts';
import { platformsOf } from './pipelineRule.ts';
import { valueOf } from './workflowAsks.ts';

/** A Dockerfile that a job builds for platforms which are known; paths as written, relative to the repository. */
export interface BuiltDockerfile {
  /** The words that ask for platforms. */
  readonly span: Span;
  readonly platforms: readonly string[];
  readonly file?: string;
  readonly context?: string;
  readonly stage?: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Build arguments whose values are known only when the pipeline runs: why, by name. */
  readonly unknownArgs: Readonly<Record<string, string>>;
}

/** An image that a Dockerfile takes, at the place of the pipeline that asks for platforms. */
export interface BuiltBase extends PullSite {
  /** The Dockerfile, for people, and the line that names the image, from 1. */
  readonly dockerfile: string;
  readonly line: number;
}

/** Most builds of a pipeline that are looked at, each run of a matrix counted. */
const mostBuilds = 200;

/** The Dockerfiles that the jobs of a pipeline build, one for each run of a matrix. */
export function builtDockerfiles(pipeline: Pipeline, source: string): readonly BuiltDockerfile[] {
  return pipeline.jobs
    .flatMap((job) => buildsOf(job, source))
    .filter((build) => build.platforms.length > 0 && isInRepository(build, pipeline))
    .flatMap((build) => (build.job.legs ?? []).slice(0, mostBuilds).map((leg) => ({ build, leg })))
    .slice(0, mostBuilds)
    .flatMap(({ build, leg }) => builtIn(build, leg));
}

/** A script may go elsewhere, and named contexts take the place of images. */
function isInRepository({ by, job, step, at }: PipelineBuild, { provider }: Pipeline): boolean {
  if (by === 'action') {
    const isElsewhere = (each: Step) =>
      actionOf(each).name === 'actions/checkout' && each.inputs.has('repository');
    return !step.inputs.has('build-contexts') && !job.steps.slice(0, at).some(isElsewhere);
  }
  const before = job.steps.slice(0, at + 1).map(({ script }) => script?.text ?? '');
  return provider === 'gitlab' && !/\b(?:cd|pushd|git)\b|--build-context/.test(before.join('\n'));
}

function builtIn(build: PipelineBuild, leg: Leg): readonly BuiltDockerfile[] {
  const [first] = build.platforms;
  const platforms = platformsOf(build, leg);
  const [file, context, stage] = [build.file, build.context, build.target].map((said) =>
    valueOf(said, build, leg),
  );
  if (first === undefined || !platforms) return [];
  if (file === null || context === null || stage === null) return [];
  const buildArgs: Record<string, string> = {};
  const unknownArgs: Record<string, string> = {};
  for (const said of build.buildArgs) {
    // An expression in the place of a name may stand for any arguments.
    if (/^[^=]*\$/.test(said.text)) return [];
    const value = valueOf(said, build, leg) ?? null;
    const equals = said.text.indexOf('=');
    const name = equals === -1 ? said.text : said.text.slice(0, equals);
    if (value !== null && equals !== -1) buildArgs[name] = value.slice(equals + 1);
    else unknownArgs[name] = 'It is known only when the pipeline runs.';
  }
  return [
    {
      ...{ span: first.span, platforms, buildArgs, unknownArgs },
      ...(file !== undefined && { file }),
      ...(context !== undefined && { context }),
      ...(stage !== undefined && { stage }),
    },
  ];
}

/** What is known where nobody was asked. */
const unasked: Fact<never> = {
  known: false,
  reason: { code: 'pending', message: 'It was not looked up.' },
};

/** Knows nothing of any image. */
export const notAsked = (): Fact<never> => unasked;

/** The images that the build of a Dockerfile takes for its platforms. @param lines of the pipeline */
export function builtBases(
  { span, platforms, stage, buildArgs, unknownArgs }: BuiltDockerfile,
  { name, text }: { readonly name: string; readonly text: string },
  lines: LineIndex,
): readonly BuiltBase[] {
  const { sites } = prepareAnalysis({
    ...{ text, targets: platforms, buildArgs, unknownBuildArgs: { named: unknownArgs } },
    ...(stage !== undefined && { target: stage }),
  }).judge({ image: notAsked });
  const range = lines.range(span);
  return sites.map((site) => ({
    ...{ ...site, range, dockerfile: name, line: site.range.start.line + 1 },
    // What the machine is builds what it is for.
    isPlatformUnknown: false,
  }));
}
