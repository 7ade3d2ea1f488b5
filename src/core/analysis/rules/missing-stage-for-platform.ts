import type { Fix } from '../fix.ts';
import { missingStages, type MissingStage } from '../missingStages.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { insertAbove, keywordLike } from '../stageLines.ts';

/**
 * `FROM build-${TARGETARCH}` names a stage of the file for some targets and nothing for another. BuildKit
 * then takes the name for an image (0.32, frontend/dockerfile/dockerfile2llb/convert.go).
 */
export const missingStageForPlatform: Rule = {
  code: 'missing-stage-for-platform',
  severity: 'error',
  check: (input) =>
    missingStages(input.resolution).flatMap((entry): readonly RuleFinding[] => {
      const stage = input.flow.stages[entry.stage];
      if (!stage) return [];
      const platforms = input.resolution.targets
        .map(({ platform }) => platform)
        .filter((platform) => [...entry.missing.values()].some((on) => on.includes(platform)));
      const names = [...entry.missing.keys()].map((name) => `“${name}”`).join(', ');
      return [
        {
          message: {
            text: 'No stage for {0}: this file has none with the name {1}, so the build looks for an image of that name.',
            args: [platforms.join(', '), names],
          },
          range: stage.base.range,
          platforms,
          fixes: [
            addStages(input, entry),
            {
              kind: 'drop-targets',
              title: { text: 'Remove {0} from the targets', args: [platforms.join(', ')] },
              platforms,
            },
          ],
        },
      ];
    }),
};

function addStages(input: RuleInput, { stage, missing, siblings }: MissingStage): Fix {
  const { dockerfile, flow } = input;
  const from = flow.stages[stage]?.from;
  const last = flow.stages[(siblings.at(-1) ?? 0) + 1];
  const names = [...missing.keys()];
  const lines = names.flatMap((name, at) => {
    const model = flow.stages[siblings[0] ?? 0];
    if (!model) return [];
    const as = model.from.as?.text ?? keywordLike(model, 'AS');
    const base = baseFor(input, siblings);
    const line = `${model.from.keywordWord.text} ${base} ${as} ${name}`;
    return at === 0 ? [line] : ['', line];
  });
  return {
    kind: 'edit',
    title: { text: 'Add {0}', args: [names.map((name) => `a stage “${name}”`).join(', ')] },
    edits: last && from ? [insertAbove(dockerfile, last, lines)] : [],
    safe: false,
  };
}

/** What the stages beside it are built on, if that is the same stage of the file; else nothing. */
function baseFor({ flow, resolution }: RuleInput, siblings: readonly number[]): string {
  const [target] = resolution.targets;
  const bases = siblings.map((sibling) => target?.stages[sibling]?.base);
  const [first] = bases;
  const isShared =
    first?.kind === 'stage' &&
    bases.every((base) => base?.stage === first.stage) &&
    siblings.every((sibling) => flow.stages[sibling]?.base.text === first.written);
  return isShared ? first.written : 'scratch';
}
