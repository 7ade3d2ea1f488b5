import { removePlatformFlag } from '../platformFlag.ts';
import type { Rule, RuleFinding } from '../rule.ts';

/**
 * `--platform=$TARGETPLATFORM` in FROM says what is the case anyway. BuildKit's RedundantTargetPlatform
 * (0.32, frontend/dockerfile/dockerfile2llb/convert.go), except where an ARG gives the name another value
 * than the target: there the flag does something.
 */
export const redundantTargetPlatform: Rule = {
  code: 'redundant-target-platform',
  severity: 'information',
  buildkitRule: 'RedundantTargetPlatform',
  overlaps: true,
  check: ({ dockerfile, resolution, flow }) =>
    flow.stages.flatMap((stage): readonly RuleFinding[] => {
      const targets = resolution.targets.filter(({ stages }) => stages.length > 0);
      const isRedundant = targets.every(({ platform, stages }) => {
        const flag = stages[stage.index]?.platformFlag;
        return (
          flag?.resolved === platform &&
          flag.unmatched.length === 0 &&
          flag.matched.length === 1 &&
          flag.matched[0] === 'TARGETPLATFORM'
        );
      });
      if (!isRedundant || stage.platform === undefined || targets.length === 0) return [];
      const removal = removePlatformFlag(dockerfile, stage);
      return [
        {
          message: {
            text: 'The target platform is what FROM takes anyway: --platform={0} changes nothing. Remove it.',
            args: [stage.platform.text],
          },
          range: stage.platform.range,
          platforms: targets.map(({ platform }) => platform),
          ...(removal && {
            fixes: [
              {
                kind: 'edit',
                title: { text: 'Remove --platform', args: [] },
                edits: [removal],
                safe: true,
              },
            ],
          }),
        },
      ];
    }),
};
