import type { Fix } from '../../analysis/fix.ts';
import type { RuleFinding } from '../../analysis/rule.ts';
import { actionOf, type Job, type Step } from '../pipeline.ts';
import {
  foundAt,
  legsOf,
  platformsOf,
  type PipelineRule,
  type PipelineRuleInput,
} from '../pipelineRule.ts';
import { runnerOf, runs } from '../runner.ts';

const qemu = 'docker/setup-qemu-action';
const buildx = 'docker/setup-buildx-action';

/** Scripts that set an emulator up. */
const setsUp = /binfmt|qemu/i;

/**
 * A hosted machine builds for a platform that it does not run, and nothing sets an emulator up before
 * (docker/setup-qemu-action 4, README). BuildKit's own image brings emulators along for its own steps (BuildKit 0.32,
 * executor/oci and exec_binfmt.go), so with a builder of setup-buildx that is for information.
 */
export const emulatorMissing: PipelineRule = {
  code: 'ci-emulator-missing',
  severity: 'information',
  check: (input) =>
    input.pipeline.provider !== 'github'
      ? []
      : input.builds.flatMap((build): readonly RuleFinding[] => {
          if (
            build.by !== 'action' ||
            build.outputs.some(({ text }) => text.includes('type=cacheonly'))
          )
            return [];
          const before = build.job.steps.slice(0, build.at);
          if (before.some(mayEmulate)) return [];
          // Another builder has nodes of its own.
          if (before.some((step) => isRemote(step))) return [];
          const foreign = foreignPlatforms(input, build);
          if (foreign.length === 0) return [];
          const hasBuilder = before.some((step) => actionOf(step).name === buildx);
          const first = before.find((step) => actionOf(step).name === buildx) ?? build.step;
          return [
            foundAt(input, build.platforms[0]?.span ?? build.span, {
              severity: hasBuilder ? 'information' : 'warning',
              message: {
                text: hasBuilder
                  ? 'The machine of “{1}” does not run {0}, and nothing sets an emulator up: a RUN for it depends on what the image of BuildKit brings along. Put docker/setup-qemu-action in front of docker/setup-buildx-action, or build it on a machine of its own.'
                  : 'The machine of “{1}” does not run {0}, and nothing sets an emulator up: a RUN for it fails (“exec format error”). Put docker/setup-qemu-action in front, or build it on a machine of its own.',
                args: [foreign.join(', '), build.job.name],
              },
              platforms: foreign,
              fixes: addStep(input, first, foreign),
            }),
          ];
        }),
};

/**
 * Emulators are set up after the builder was made: setup-qemu “should come before” setup-buildx
 * (docker/setup-qemu-action 4, README), because the builder looks at its start what it can run.
 */
export const emulatorLate: PipelineRule = {
  code: 'ci-emulator-late',
  severity: 'warning',
  check: (input) =>
    input.pipeline.jobs.flatMap(({ steps }): readonly RuleFinding[] => {
      const maker = steps.findIndex((step) => actionOf(step).name === buildx);
      const late = steps.findIndex((step, at) => at > maker && actionOf(step).name === qemu);
      const [first, second] = [steps[maker], steps[late]];
      if (maker === -1 || late === -1 || first === undefined || second === undefined) return [];
      // One that builds in between has its reasons.
      if (steps.slice(0, maker).some((step) => actionOf(step).name === qemu)) return [];
      if (second.condition?.text.includes('steps.') === true) return [];
      return [
        foundAt(input, second.uses?.span ?? second.span, {
          message: {
            text: 'The builder is made before the emulators are there: it may not know the platforms that they bring. Put this step in front of docker/setup-buildx-action.',
            args: [],
          },
          fixes: swap(input, first, second),
        }),
      ];
    }),
};

/**
 * Emulators are set up in a job that builds for nothing but what its hosted machine runs itself: time that is lost,
 * and programs that are emulated unseen. Only where all that the job does is known.
 */
export const emulatorUnneeded: PipelineRule = {
  code: 'ci-emulator-unneeded',
  severity: 'hint',
  check: (input) =>
    input.pipeline.jobs.flatMap((job): readonly RuleFinding[] => {
      const step = job.steps.find((each) => actionOf(each).name === qemu);
      if (step === undefined || step.condition !== undefined || !isAllKnown(job)) return [];
      const builds = input.builds.filter((build) => build.job === job);
      const isNative = builds.every((build) =>
        legsOf(job).every((leg) => {
          const runner = runnerOf(input.pipeline.provider, job, leg);
          const platforms = platformsOf(build, leg);
          return (
            runner?.isHosted === true &&
            platforms?.every((platform) => runs(runner, platform) === 'yes') === true
          );
        }),
      );
      if (builds.length === 0 || legsOf(job).length === 0 || !isNative) return [];
      return [
        foundAt(input, step.uses?.span ?? step.span, {
          message: {
            text: 'Nothing in “{0}” is emulated: its machine runs every platform that it builds for. This step can go.',
            args: [job.name],
          },
        }),
      ];
    }),
};

/** Actions that run nothing of another platform. */
const harmless =
  /^(?:actions\/(?:checkout|cache|upload-artifact|download-artifact)|docker\/(?:setup-qemu-action|setup-buildx-action|login-action|metadata-action|build-push-action)|sigstore\/cosign-installer|actions\/attest-build-provenance)$/;

function isAllKnown({ steps }: Job): boolean {
  return steps.every((step) =>
    step.uses === undefined
      ? !/docker[ ]+(?:run|compose|buildx|build)|--platform|chroot|qemu|binfmt|\bmake\b|\.sh\b/.test(
          step.script?.text ?? '',
        )
      : harmless.test(actionOf(step).name),
  );
}

function mayEmulate(step: Step): boolean {
  const { name } = actionOf(step);
  return (
    name === qemu ||
    setsUp.test(name) ||
    setsUp.test(step.script?.text ?? '') ||
    name.startsWith('./')
  );
}

/** A builder that is not made on this machine, or of several nodes. */
function isRemote(step: Step): boolean {
  if (actionOf(step).name !== buildx)
    return /buildx[ ]+create|docker[ ]+context/.test(step.script?.text ?? '');
  return ['endpoint', 'append', 'driver', 'platforms'].some((key) => {
    const text = step.inputs.get(key)?.text;
    return text !== undefined && text !== 'docker-container' && text !== 'docker';
  });
}

/** What hosted machines of a build cannot run. Without platforms it builds for its own. */
function foreignPlatforms(
  { pipeline }: PipelineRuleInput,
  build: PipelineRuleInput['builds'][number],
): readonly string[] {
  const found = legsOf(build.job).flatMap((leg) => {
    const runner = runnerOf(pipeline.provider, build.job, leg);
    if (runner?.isHosted !== true) return [];
    return (platformsOf(build, leg) ?? []).filter((platform) => runs(runner, platform) === 'no');
  });
  return [...new Set(found)];
}

/** The step in front of another one, indented as that is. */
function addStep(
  input: PipelineRuleInput,
  step: Step,
  platforms: readonly string[],
): readonly Fix[] {
  const dash = dashOf(input, step);
  if (dash === undefined) return [];
  const names = [...new Set(platforms.map((platform) => platform.split('/')[1] ?? ''))].join(',');
  const { at, indent } = dash;
  const place = input.lines.position(at);
  const newText = `- name: Set up QEMU\n${indent}  uses: ${qemu}@v4\n${indent}  with:\n${indent}    platforms: ${names}\n${indent}`;
  return [
    {
      kind: 'edit',
      title: { text: 'Set up the emulators', args: [] },
      edits: [{ range: { start: place, end: place }, newText }],
      safe: false,
    },
  ];
}

/** Exchanges two steps of a list. What stands between them stays. */
function swap(input: PipelineRuleInput, first: Step, second: Step): readonly Fix[] {
  const texts = [first, second].map(({ span }) =>
    input.source.slice(span.start, span.end).trimEnd(),
  );
  const [a, b] = [dashOf(input, first), dashOf(input, second)];
  const [one = '', two = ''] = texts;
  if (a?.indent === undefined || a.indent !== b?.indent) return [];
  return [
    {
      kind: 'edit',
      title: { text: 'Put it in front', args: [] },
      edits: [
        { range: rangeOf(input, first, one), newText: two },
        { range: rangeOf(input, second, two), newText: one },
      ],
      safe: false,
    },
  ];
}

function rangeOf({ lines }: PipelineRuleInput, { span }: Step, text: string) {
  return lines.range({ start: span.start, end: span.start + text.length });
}

/** The `-` of a step in a block list. */
function dashOf({ source }: PipelineRuleInput, { span }: Step) {
  const line = source.lastIndexOf('\n', span.start - 1) + 1;
  const [, indent] = /^([ ]*)-[ ]+$/.exec(source.slice(line, span.start)) ?? [];
  return indent === undefined ? undefined : { at: line + indent.length, indent };
}
