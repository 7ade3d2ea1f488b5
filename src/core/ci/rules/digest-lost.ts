import type { RuleFinding } from '../../analysis/rule.ts';
import type { PipelineBuild } from '../builds.ts';
import { legValue } from '../legValue.ts';
import { actionOf, majorOf, type Job, type Step } from '../pipeline.ts';
import {
  foundAt,
  isByDigest,
  legsOf,
  pushes,
  type PipelineRule,
  type PipelineRuleInput,
} from '../pipelineRule.ts';

/**
 * An image is pushed by digest and nothing keeps the digest, or what keeps it fails: nobody finds the image again, and
 * a registry cleans it up. The digest is `steps.<id>.outputs.digest` (docker/build-push-action 7, README), handed on
 * as docs.docker.com has it, "Multi-platform image with GitHub Actions". An artifact of one name can be uploaded once
 * only (actions/upload-artifact, docs/MIGRATION.md: since version 4).
 */
export const digestLost: PipelineRule = {
  code: 'ci-digest-lost',
  severity: 'warning',
  check: (input) =>
    input.builds.flatMap((build): readonly RuleFinding[] => {
      if (build.by !== 'action' || !isByDigest(build) || !pushes(build)) return [];
      if (!usesResult(build)) {
        return [
          foundAt(input, build.span, {
            message: {
              text: 'This pushes by digest, and nothing in “{0}” keeps the digest: no tag will ever name the image. Write steps.{1}.outputs.digest to a file, upload it, and join the digests of all platforms in a job of its own.',
              args: [build.job.name, build.step.id ?? '<id>'],
            },
          }),
        ];
      }
      return [...uploadsOnce(input, build), ...isJoined(input, build)];
    }),
};

function usesResult({ job, step, at }: PipelineBuild): boolean {
  if (step.id === undefined) return false;
  const outputs = [`steps.${step.id}.outputs.`, `steps['${step.id}']`];
  const texts = [...job.steps.slice(at + 1).flatMap(textsOf), ...job.outputs];
  return texts.some((text) => outputs.some((output) => text.includes(output)));
}

function textsOf({ script, inputs, variables }: Step): readonly string[] {
  return [
    script?.text ?? '',
    ...[...inputs.values()].map(({ text }) => text),
    ...Object.values(variables),
  ];
}

/** Each run of a job must upload under a name of its own. */
function uploadsOnce(input: PipelineRuleInput, { job, at }: PipelineBuild): readonly RuleFinding[] {
  const legs = legsOf(job);
  const uploads = job.steps
    .slice(at + 1)
    .filter((step) => actionOf(step).name === 'actions/upload-artifact');
  return uploads.flatMap((step): readonly RuleFinding[] => {
    const name = step.inputs.get('name');
    const isOverwritten = step.inputs.get('overwrite') !== undefined;
    const isOld = (majorOf(actionOf(step).version) ?? 4) < 4;
    if (legs.length < 2 || isOverwritten || isOld) return [];
    const text = name?.text ?? 'artifact';
    const names = legs.map((leg) => legValue(text, { job, leg, variables: step.variables }));
    if (names.includes(undefined) || new Set(names).size === legs.length) return [];
    const [first] = Object.keys(legs[0] ?? {}).filter(
      (key) =>
        legs.every((leg) => !/[/\\:*?"<>|]/.test(leg[key] ?? '/')) &&
        new Set(legs.map((leg) => leg[key])).size === legs.length,
    );
    // A name must not have slashes, so a platform is none.
    const suffix = first === undefined ? '${{ strategy.job-index }}' : `\${{ matrix.${first} }}`;
    const place = name && input.lines.position(name.span.end);
    return [
      foundAt(input, name?.span ?? step.uses?.span ?? step.span, {
        severity: 'error',
        message: {
          text: 'Each run of “{0}” uploads under the same name, and an artifact can be uploaded once only: all runs but the first one fail, and their digests are lost.',
          args: [job.name],
        },
        fixes:
          place === undefined
            ? []
            : [
                {
                  kind: 'edit',
                  title: { text: 'Give each run a name of its own', args: [] },
                  edits: [{ range: { start: place, end: place }, newText: `-${suffix}` }],
                  safe: false,
                },
              ],
      }),
    ];
  });
}

/** What makes a list of digests: docker's own tools, and those of others. */
const joins =
  /imagetools create|multiarch index|docker manifest|manifest-tool|crane index|regctl index|podman manifest|buildah manifest|manifest-action|manifest-create|build-manifest/;

function isJoined(input: PipelineRuleInput, build: PipelineBuild): readonly RuleFinding[] {
  const isSomewhere = input.pipeline.jobs.some(
    (job: Job) =>
      job.callsWorkflow ||
      job.steps.some(
        (step) =>
          joins.test(step.script?.text ?? '') ||
          joins.test(step.uses?.text ?? '') ||
          /\.(?:sh|py|js)\b|\bmake\b/.test(step.script?.text ?? ''),
      ),
  );
  if (isSomewhere || input.pipeline.isCalled || build.job.outputs.length > 0) return [];
  return [
    foundAt(input, build.span, {
      severity: 'information',
      message: {
        text: 'The digests are kept, and nothing in this file joins them to a list with a tag (“docker buildx imagetools create”).',
        args: [],
      },
    }),
  ];
}
