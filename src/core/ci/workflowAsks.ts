import type { AskedPlatforms } from '../project/askedPlatforms.ts';
import { LineIndex } from '../text.ts';
import { buildsOf, type PipelineBuild, type Said } from './builds.ts';
import { legValue } from './legValue.ts';
import type { Leg, Pipeline } from './pipeline.ts';
import { platformsOf, pushes } from './pipelineRule.ts';

/** What a step of a workflow asks for, and where the Dockerfile lies: relative to the repository, as written. */
export interface WorkflowAsk extends AskedPlatforms {
  readonly file?: string;
  readonly context?: string;
}

/** Most builds of one workflow that are read, each run of a matrix counted. */
const mostBuilds = 1_000;

/**
 * What the steps with docker/build-push-action of a workflow ask for, one for each run of their job. A step
 * that names no platforms asks for nothing, and one whose Dockerfile is not known is left out.
 *
 * @param name of the workflow, for people
 */
export function workflowAsks(
  pipeline: Pipeline,
  source: string,
  name: string,
): readonly WorkflowAsk[] {
  const lines = new LineIndex(source);
  return pipeline.jobs
    .flatMap((job) => buildsOf(job, source))
    .filter(({ by, platforms }) => by === 'action' && platforms.length > 0)
    .flatMap((build) =>
      (build.job.legs ?? [undefined]).slice(0, mostBuilds).map((leg) => ({ build, leg })),
    )
    .slice(0, mostBuilds)
    .flatMap(({ build, leg }): readonly WorkflowAsk[] => {
      const [file, context, stage] = [build.file, build.context, build.target].map((said) =>
        valueOf(said, build, leg),
      );
      if (file === null || context === null || stage === null) return [];
      const { line } = lines.position(build.platforms[0]?.span.start ?? 0);
      // An expression makes the matrix: what comes of it is not known.
      const isKnown = leg !== undefined || build.platforms.every(({ text }) => !text.includes('$'));
      return [
        {
          kind: 'workflow',
          who: `job ${build.job.name} in ${name}:${line + 1}`,
          platforms: (isKnown ? platformsOf(build, leg ?? {}) : undefined) ?? [],
          ...(file !== undefined && { file }),
          ...(context !== undefined && { context }),
          ...(stage !== undefined && { stage }),
          ...(!pushes(build) && { staysLocal: true }),
        },
      ];
    });
}

/** What something that is said of a build means in one run of its job; null where it is not known. */
export function valueOf(
  said: Said | undefined,
  { job, step }: PipelineBuild,
  leg: Leg | undefined,
): string | null | undefined {
  if (said === undefined) return undefined;
  const { variables } = step;
  const value = leg === undefined ? said.text : legValue(said.text, { job, leg, variables });
  if (value === undefined || /[${]/.test(value)) return null;
  return value === '' ? undefined : value;
}
