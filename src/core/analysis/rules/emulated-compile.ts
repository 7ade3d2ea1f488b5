import { runScripts } from '../../shell/runScript.ts';
import { crossCompileFix } from '../crossCompileFix.ts';
import type { Rule, RuleFinding } from '../rule.ts';
import { slowStep } from '../slowSteps.ts';

/**
 * A step that compiles, or installs what compiles, would be emulated on the builder for some target. Of
 * each stage the first such step: moving that one moves the others.
 */
export const emulatedCompile: Rule = {
  code: 'emulated-compile',
  severity: 'information',
  check(input) {
    const { dockerfile, flow, builder } = input;
    if (!builder.known) return [];
    return input.matrix().flatMap((row): readonly RuleFinding[] => {
      const emulated = row.cells.filter(({ state }) => state === 'emulated');
      if (emulated.length === 0) return [];
      const steps = runScripts(dockerfile, flow, row.index).flatMap(({ script }) =>
        script.commands.flatMap((command) => slowStep(command) ?? []),
      );
      const [first] = steps;
      if (first === undefined) return [];
      const stage = flow.stages[row.index];
      const platforms = emulated.map(({ platform }) => platform);
      return [
        {
          message: {
            text: '{0}: the builder “{2}” emulates the processor for {1}, many times slower than a native one. Compile on $BUILDPLATFORM for the target, or add a native node.',
            args: [platforms.join(', '), first.name, builder.value.name],
          },
          range: dockerfile.lines.range(first.span),
          platforms,
          fixes: stage === undefined ? [] : crossCompileFix(input, stage),
        },
      ];
    });
  },
};
