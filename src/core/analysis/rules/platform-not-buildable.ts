import type { Rule, RuleFinding } from '../rule.ts';

/**
 * A stage has a RUN, its own or by an ONBUILD of what it is built on, that would execute on a platform that
 * no node of the builder runs, natively or by emulation. Stages that only copy need no node that can.
 */
export const platformNotBuildable: Rule = {
  code: 'platform-not-buildable',
  severity: 'warning',
  check(input) {
    const { dockerfile, flow, builder } = input;
    if (!builder.known) return [];
    return input.matrix().flatMap((row): readonly RuleFinding[] => {
      const platforms = row.cells
        .filter(({ state }) => state === 'not-runnable')
        .map(({ platform }) => platform);
      const stage = flow.stages[row.index];
      if (platforms.length === 0 || stage === undefined) return [];
      const run = stage.instructions.find(({ kind }) => kind === 'run');
      // An ONBUILD of the base stands in no line of the stage but its FROM.
      const span = run?.keywordWord.span ?? stage.base.span;
      return [
        {
          message: {
            text: 'RUN cannot execute for {0}: no node of the builder “{1}” runs it, natively or by an emulator. Install emulators, add a node, or take another builder.',
            args: [platforms.join(', '), builder.value.name],
          },
          range: dockerfile.lines.range(span),
          platforms,
          fixes: [
            {
              kind: 'drop-targets',
              title: { text: 'Remove {0} from the targets', args: [platforms.join(', ')] },
              platforms,
            },
          ],
        },
      ];
    });
  },
};
