import { parseReference } from '../../image/reference.ts';
import { say } from '../../language.ts';
import type { Fix } from '../fix.ts';
import { explainRefusal } from '../dockerfileErrors.ts';
import { missingStages, type MissingStage } from '../missingStages.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { isVariableInSource, waysAroundVariable } from '../sourceStage.ts';
import { insertAbove, keywordLike } from '../stageLines.ts';

/**
 * `FROM build-${TARGETARCH}` names a stage of the file for some targets and nothing for another. BuildKit
 * then takes the name for an image, or refuses it (0.32, frontend/dockerfile/dockerfile2llb/convert.go).
 * In `--from=` it takes no variables at all.
 */
export const missingStageForPlatform: Rule = {
  code: 'missing-stage-for-platform',
  severity: 'error',
  check: (input) => [
    ...missingStages(input.resolution).flatMap((entry) => describe(input, entry)),
    ...refusedVariables(input),
  ],
};

/** A finding for the names that could be images, and one for each that BuildKit refuses. */
function describe(input: RuleInput, entry: MissingStage): readonly RuleFinding[] {
  const stage = input.flow.stages[entry.stage];
  if (!stage) return [];
  const groups = new Map<string, string[]>();
  for (const [name, { refusal = '' }] of entry.missing) {
    groups.set(refusal, [...(groups.get(refusal) ?? []), name]);
  }
  return [...groups].map(([refusal, names]): RuleFinding => {
    const wanted = new Set(names.flatMap((name) => entry.missing.get(name)?.targets ?? []));
    const platforms = input.resolution.targets
      .map(({ platform }) => platform)
      .filter((platform) => wanted.has(platform));
    const shown = names.map((name) => `“${name}”`).join(', ');
    return {
      message:
        refusal === ''
          ? {
              text: 'No stage for {0}: this file has none with the name {1}, so the build looks for an image of that name.',
              args: [platforms.join(', '), shown],
            }
          : {
              text: '{0}. For {1} this file has no stage with the name {2}.',
              args: [refusal, platforms.join(', '), shown],
            },
      range: stage.base.range,
      platforms,
      fixes: [
        // BuildKit takes no stage whose name is no reference: `bin-arm64-`, where a variant is empty.
        ...(names.every((name) => parseReference(name.toLowerCase()).ok)
          ? [addStages(input, entry.siblings, names)]
          : []),
        {
          kind: 'drop-targets',
          title: { text: 'Remove {0} from the targets', args: [platforms.join(', ')] },
          platforms,
        },
      ],
    };
  });
}

/** The variables in `COPY --from` and in a mount's `from`, in BuildKit's words, each at its place. */
function refusedVariables(input: RuleInput): readonly RuleFinding[] {
  const found = new Map<string, RuleFinding & { platforms: string[] }>();
  for (const { platform, problems } of input.resolution.targets) {
    for (const problem of problems) {
      if (!isVariableInSource(problem)) continue;
      const { message, range } = problem;
      const key = `${range.start.line}:${range.start.character}`;
      const finding = found.get(key) ?? {
        message: explainRefusal(message),
        range,
        platforms: [],
        fixes: waysAroundVariable(input, problem),
      };
      if (!finding.platforms.includes(platform)) finding.platforms.push(platform);
      found.set(key, finding);
    }
  }
  return [...found.values()];
}

function addStages(input: RuleInput, siblings: readonly number[], names: readonly string[]): Fix {
  const { dockerfile, flow } = input;
  const last = flow.stages[(siblings.at(-1) ?? 0) + 1];
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
    title: { text: 'Add {0}', args: [names.map((name) => say('a stage “{0}”', name)).join(', ')] },
    edits: last ? [insertAbove(dockerfile, last, lines)] : [],
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
