import type { StageBase } from '../../dockerfile/resolve.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import { normalizePlatform, parsePlatform, type Platform } from '../../platform/platform.ts';
import type { Message } from '../finding.ts';
import type { Fix, TextEdit } from '../fix.ts';
import { changePlatformFlag, removePlatformFlag } from '../platformFlag.ts';
import { renameStage } from '../renameStage.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';

/**
 * `--platform` in FROM is a constant. BuildKit's FromPlatformFlagConstDisallowed (0.32,
 * frontend/dockerfile/dockerfile2llb/convert.go), which excuses a stage whose name contains the operating
 * system or the architecture: here only as a whole word, so that `charm` does not excuse `arm`.
 */
export const constantPlatformFlag: Rule = {
  code: 'constant-platform-flag',
  severity: 'warning',
  buildkitRule: 'FromPlatformFlagConstDisallowed',
  overlaps: true,
  check(input) {
    const targets = input.resolution.targets.filter(({ stages }) => stages.length > 0);
    return input.flow.stages.flatMap((stage): readonly RuleFinding[] => {
      const [first] = targets;
      const resolved = first?.stages[stage.index];
      const flag = resolved?.platformFlag;
      if (flag?.resolved === undefined || flag.matched.length + flag.unmatched.length > 0)
        return [];
      const platform = parsePlatform(flag.resolved);
      if (!platform.ok || isNamedAfter(stage.from.name ?? '', platform.value)) return [];
      return [
        {
          message: describe(input, stage.index, flag.resolved, resolved?.base),
          range: flag.range,
          platforms: targets.map((target) => target.platform),
          fixes: waysOut(input, stage, platform.value),
        },
      ];
    });
  },
};

/** Whether a stage's name has the operating system or the architecture as a word, e.g. `build-armv7`. */
function isNamedAfter(name: string, { os, architecture }: Platform): boolean {
  const words = name.split(/[-_.]/);
  return words.some(
    (word) =>
      word === os ||
      word === architecture ||
      (word.startsWith(architecture) && /^v\d/.test(word.slice(architecture.length))),
  );
}

function describe(
  { flow }: RuleInput,
  stage: number,
  platform: string,
  base: StageBase | undefined,
): Message {
  if (base?.kind === 'stage' || base?.kind === 'scratch') {
    return {
      text: '{0} has no effect here: a stage on {1} has the platform of {1}. Remove --platform.',
      args: [platform, base.kind === 'stage' ? (base.resolved ?? base.written) : 'scratch'],
    };
  }
  return {
    text:
      flow.exportedFor(stage).length > 0
        ? 'This stage is {0} whatever the target is, because --platform is a constant. Remove it, so that the result is for the target.'
        : 'This stage is {0} whatever the target is, because --platform is a constant. Use $BUILDPLATFORM where it compiles for the target, else remove --platform; if {0} is meant, say so in the stage’s name.',
    args: [platform],
  };
}

function waysOut(input: RuleInput, stage: Stage, platform: Platform): readonly Fix[] {
  const { dockerfile, flow, resolution } = input;
  const remove = removePlatformFlag(dockerfile, stage);
  const hasNoEffect = resolution.targets.every(({ stages }) => {
    const kind = stages[stage.index]?.base.kind;
    return kind === 'stage' || kind === 'scratch' || kind === undefined;
  });
  const removal = remove ? [edit('Remove --platform', [remove], hasNoEffect)] : [];
  if (hasNoEffect) return removal;
  const isExported = flow.exportedFor(stage.index).length > 0;
  const onBuildPlatform = isExported
    ? undefined
    : changePlatformFlag(dockerfile, stage, '$BUILDPLATFORM');
  const { architecture, variant = '' } = normalizePlatform(platform);
  const newName = `${stage.from.name ?? ''}-${architecture}${variant.replace(/[^a-z0-9]/g, '')}`;
  const renaming = renameStage(input, stage.index, newName);
  return [
    ...(onBuildPlatform ? [edit('Use $BUILDPLATFORM', [onBuildPlatform])] : []),
    ...removal,
    ...(renaming ? [edit(`Rename the stage to {0}`, renaming, false, newName)] : []),
  ];
}

function edit(text: string, edits: readonly TextEdit[], safe = false, ...args: string[]): Fix {
  return { kind: 'edit', title: { text, args }, edits, safe };
}
