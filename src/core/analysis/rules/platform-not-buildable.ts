import { runScripts } from '../../shell/runScript.ts';
import type { Fix } from '../fix.ts';
import { refusingArms } from '../refusingArms.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';

/**
 * A stage has a RUN, its own or by an ONBUILD of what it is built on, that would execute on a platform that
 * no node of the builder runs, natively or by emulation. Stages that only copy need no node that can. Or a RUN
 * ends itself for a platform, by a `case` over it.
 */
export const platformNotBuildable: Rule = {
  code: 'platform-not-buildable',
  severity: 'warning',
  check: (input) => [...notRunnable(input), ...refused(input)],
};

function notRunnable(input: RuleInput): readonly RuleFinding[] {
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
        fixes: [dropTargets(platforms)],
      },
    ];
  });
}

/** What stands in the file is sure: no builder is needed to know it. */
function refused({ dockerfile, flow }: RuleInput): readonly RuleFinding[] {
  return flow.stages.flatMap(({ index }) =>
    runScripts(dockerfile, flow, index).flatMap((run) =>
      refusingArms(run, flow, index).map(({ command, values }): RuleFinding => {
        const platforms = [...values.keys()];
        const words = command.words.slice(0, 2).map(({ text }) => text);
        return {
          message: {
            text: '{0}: the build fails here with “{1}”, because the case comes to this arm for “{2}”. Add an arm for it, or remove the platform from the targets.',
            args: [
              platforms.join(', '),
              words.join(' '),
              [...new Set(values.values())].join('”, “'),
            ],
          },
          severity: 'error',
          range: dockerfile.lines.range(command.span),
          platforms,
          fixes: [dropTargets(platforms)],
        };
      }),
    ),
  );
}

function dropTargets(platforms: readonly string[]): Fix {
  return {
    kind: 'drop-targets',
    title: { text: 'Remove {0} from the targets', args: [platforms.join(', ')] },
    platforms,
  };
}
