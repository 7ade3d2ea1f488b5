import { actionOf, type Job } from '../pipeline.ts';
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
 * has the containerd image store (docs.docker.com, "Multi-platform image with GitHub Actions", "Build and load"). Docker
 * Engine 29 has it where it is new (docs.docker.com, "containerd image store with Docker Engine"), as each service of a
 * job is.
 */
export const loadSeveralPlatforms: PipelineRule = {
  code: 'ci-load-several-platforms',
  severity: 'warning',
  check: (input) => {
    const isClassic = input.pipeline.provider === 'github' || hasOldService(input.source);
    if (!isClassic) return [];
    return input.builds.flatMap((build) => {
      const output = build.outputs.find(({ text }) => {
        const attributes = attributesOf(text);
        return attributes.get('type') === 'docker' && !attributes.has('dest');
      });
      const loads = saysNo(build.load) ? output : build.load;
      if (loads === undefined || isSetUp(build.job)) return [];
      const several = legsOf(build.job)
        .map((leg) => platformsOf(build, leg) ?? [])
        .find(({ length }) => length > 1);
      if (several === undefined) return [];
      return [
        foundAt(input, loads.span, {
          message: { text: texts[input.pipeline.provider], args: [several.join(', ')] },
          platforms: several,
        }),
      ];
    });
  },
};

const texts = {
  github:
    'The engine of the machine takes one platform at a time: loading {0} fails (“docker exporter does not currently support exporting manifest lists”). Load one platform to test it, and push the others; or turn the containerd image store on with docker/setup-docker-action.',
  gitlab:
    'The engine of this service takes one platform at a time: loading {0} fails (“docker exporter does not currently support exporting manifest lists”). Load one platform to test it, and push the others; or take the service of Docker 29 or later, which has the containerd image store.',
} as const;

/** Whether a job of GitHub chooses the store of its engine itself. */
function isSetUp({ steps }: Job): boolean {
  return steps.some(
    (step) =>
      actionOf(step).name === 'docker/setup-docker-action' ||
      /containerd-snapshotter|daemon\.json/.test(step.script?.text ?? ''),
  );
}

/** Whether the engines of a pipeline of GitLab are services of versions that take one platform at a time. */
function hasOldService(source: string): boolean {
  // They may stand in the job, in what it extends, or at the top of the file.
  const read = source.replace(/(^|\s)#.*$/gm, '$1');
  const services = [...read.matchAll(/\bdocker:([\w.${}-]{1,80})/g)]
    .map(([, tag = '']) => tag)
    .filter((tag) => tag.includes('dind'));
  const isOld = (tag: string): boolean => /^\d/.test(tag) && Number.parseInt(tag, 10) < 29;
  return services.length > 0 && services.every(isOld) && !read.includes('containerd-snapshotter');
}
