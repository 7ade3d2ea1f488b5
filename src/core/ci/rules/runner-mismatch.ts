import type { RuleFinding } from '../../analysis/rule.ts';
import { foundAt, legsOf, platformsOf, type PipelineRule } from '../pipelineRule.ts';
import { runnerOf, runs } from '../runner.ts';

/**
 * There are machines of both kinds, and a platform is built on the wrong one, emulated: a job on arm64 that
 * builds for amd64 alone, or a matrix that gives a platform the other one's machine (labels: docs.github.com,
 * "GitHub-hosted runners reference"; docs.gitlab.com, "Hosted runners on Linux").
 */
export const runnerMismatch: PipelineRule = {
  code: 'ci-runner-mismatch',
  severity: 'warning',
  check: (input) =>
    input.builds.flatMap((build): readonly RuleFinding[] => {
      const { provider } = input.pipeline;
      const found = legsOf(build.job).flatMap((leg) => {
        const runner = runnerOf(provider, build.job, leg);
        const platforms = platformsOf(build, leg);
        return runner === undefined || platforms === undefined ? [] : [{ runner, platforms }];
      });
      const architectures = new Set(found.map(({ runner }) => runner.architecture));
      const wrong = found.filter(({ runner, platforms }) => {
        const other = runner.architecture === 'amd64' ? 'arm64' : 'amd64';
        const hasOther = architectures.size > 1 || runner.architecture === 'arm64';
        return (
          hasOther &&
          platforms.length > 0 &&
          platforms.every(
            (platform) =>
              runs(runner, platform) === 'no' &&
              runs({ ...runner, architecture: other }, platform) === 'yes',
          )
        );
      });
      const [first] = wrong;
      const label = build.job.labels[0];
      if (first === undefined || label === undefined) return [];
      const platforms = [...new Set(wrong.flatMap((each) => each.platforms))];
      return [
        foundAt(input, label.span, {
          message: {
            text: '{0} is built on a machine for {1}, by emulation, though there are machines that run it: many times slower than it has to be.',
            args: [platforms.join(', '), first.runner.architecture],
          },
          platforms,
        }),
      ];
    }),
};
