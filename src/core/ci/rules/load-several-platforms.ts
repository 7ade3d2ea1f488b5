import { actionOf } from '../pipeline.ts';
import {
  attributesOf,
  foundAt,
  legsOf,
  platformsOf,
  saysNo,
  type PipelineRule,
} from '../pipelineRule.ts';

/**
 * `load` with several platforms: the image store of a hosted machine's engine takes one platform, and buildx refuses,
 * “docker exporter does not currently support exporting manifest lists” (buildx 0.29, build/opt.go), unless the engine
 * has the containerd image store (docs.docker.com, "Multi-platform image with GitHub Actions", "Build and load").
 */
export const loadSeveralPlatforms: PipelineRule = {
  code: 'ci-load-several-platforms',
  severity: 'warning',
  check: (input) =>
    input.builds.flatMap((build) => {
      const output = build.outputs.find(({ text }) => {
        const attributes = attributesOf(text);
        return attributes.get('type') === 'docker' && !attributes.has('dest');
      });
      const loads = saysNo(build.load) ? output : build.load;
      if (loads === undefined || input.pipeline.provider !== 'github') return [];
      const isSetUp = build.job.steps.some(
        (step) =>
          actionOf(step).name === 'docker/setup-docker-action' ||
          /containerd-snapshotter|daemon\.json/.test(step.script?.text ?? ''),
      );
      const several = legsOf(build.job)
        .map((leg) => platformsOf(build, leg) ?? [])
        .find(({ length }) => length > 1);
      if (isSetUp || several === undefined) return [];
      return [
        foundAt(input, loads.span, {
          message: {
            text: 'The engine of the machine takes one platform at a time: loading {0} fails (“docker exporter does not currently support exporting manifest lists”). Load one platform to test it, and push the others; or turn the containerd image store on with docker/setup-docker-action.',
            args: [several.join(', ')],
          },
          platforms: several,
        }),
      ];
    }),
};
