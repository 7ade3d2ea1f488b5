import type { RuleFinding } from '../../analysis/rule.ts';
import { actionOf, majorOf } from '../pipeline.ts';
import { foundAt, type PipelineRule } from '../pipelineRule.ts';

/** Actions that no longer work, or are no longer kept, up to a major version. */
const retired: Readonly<Record<string, readonly [upTo: number, text: string]>> = {
  'actions/upload-artifact': [
    3,
    'GitHub has switched versions 1 to 3 of the artifact actions off: the step fails. Since version 4 each run uploads under a name of its own, and all are downloaded by a pattern with merge-multiple.',
  ],
  'actions/download-artifact': [
    3,
    'GitHub has switched versions 1 to 3 of the artifact actions off: the step fails. Take the version that fits that of actions/upload-artifact.',
  ],
  'docker/build-push-action': [
    1,
    'Version 1 builds with the classic builder, which knows no “platforms”. Later versions have other inputs.',
  ],
  'crazy-max/ghaction-docker-buildx': [
    99,
    'Nobody keeps this action any more. docker/setup-qemu-action and docker/setup-buildx-action have taken its place.',
  ],
};

/**
 * An action that cannot work any more (github.blog, 2024-04-16, "Deprecation notice: v3 of the artifact actions";
 * docker/build-push-action, UPGRADE.md; crazy-max/ghaction-docker-buildx, README).
 */
export const retiredAction: PipelineRule = {
  code: 'ci-retired-action',
  severity: 'warning',
  check: (input) => {
    // Artifacts in general are nobody's platform: only where images are built.
    if (input.builds.length === 0) return [];
    return input.pipeline.jobs.flatMap(({ steps }) =>
      steps.flatMap((step): readonly RuleFinding[] => {
        const { name, version } = actionOf(step);
        const [upTo, text] = (Object.hasOwn(retired, name) ? retired[name] : undefined) ?? [];
        const major = majorOf(version) ?? (upTo === 99 ? 0 : undefined);
        if (upTo === undefined || text === undefined || major === undefined || major > upTo)
          return [];
        return [foundAt(input, step.uses?.span ?? step.span, { message: { text, args: [] } })];
      }),
    );
  },
};
