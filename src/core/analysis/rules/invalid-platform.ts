import type { BuildResolution } from '../../dockerfile/resolve.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import type { Range } from '../../text.ts';
import { targetsComment } from '../comments.ts';
import { explainRefusal } from '../dockerfileErrors.ts';
import type { Fix } from '../fix.ts';
import { withoutQuotes } from '../platformFlag.ts';
import { platformProblem, type PlatformProblem } from '../platformProblem.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';

/**
 * A platform that BuildKit refuses, after `--platform=` of any stage or in the comment that declares the
 * targets; as a hint, a spelling that it rewrites. BuildKit reads the flags of all stages, also of those
 * that the build does not need (0.32, frontend/dockerfile/dockerfile2llb/convert.go).
 */
export const invalidPlatform: Rule = {
  code: 'invalid-platform',
  severity: 'error',
  check: (input) => [...inComment(input), ...input.flow.stages.flatMap(flagOf(input))],
};

/** How many words of the comment are judged: nobody has that many targets. */
const MAX_DECLARED = 100;

function inComment({ dockerfile }: RuleInput): readonly RuleFinding[] {
  const { platforms = [] } = targetsComment(dockerfile) ?? {};
  return platforms.slice(0, MAX_DECLARED).flatMap(({ text, range }): readonly RuleFinding[] => {
    const problem = platformProblem(text);
    if (problem === undefined) return [];
    const { message, severity, fix } = problem;
    return [
      { message, severity, range, platforms: [fix?.newText ?? text], fixes: rewrite(fix, range) },
    ];
  });
}

function flagOf({ dockerfile, resolution }: RuleInput) {
  const refusals = refusalsOfFlags(resolution);
  const targets = resolution.targets.filter(({ stages }) => stages.length > 0);
  return ({ index, platform: word }: Stage): readonly RuleFinding[] => {
    if (word === undefined) return [];
    const { range } = word;
    const refused = [...(refusals.get(placeOf(range)) ?? [])];
    if (refused.length > 0) {
      return refused.map(([message, platforms]) => ({
        message: explainRefusal(message),
        range,
        platforms,
      }));
    }
    const flag = targets[0]?.stages[index]?.platformFlag;
    // Behind a variable the spelling stands elsewhere.
    if (flag?.resolved === undefined || flag.matched.length + flag.unmatched.length > 0) return [];
    const problem = platformProblem(flag.resolved);
    if (problem === undefined) return [];
    const { message, severity, fix } = problem;
    const inner = withoutQuotes(dockerfile.text, word.span);
    const isPlain = dockerfile.text.slice(inner.start, inner.end) === flag.resolved;
    const fixes = isPlain ? rewrite(fix, dockerfile.lines.range(inner)) : [];
    const platforms = targets.map(({ platform }) => platform);
    return [{ message, severity, range, platforms, fixes }];
  };
}

/** What BuildKit has against flags: by place, by message, the targets. */
function refusalsOfFlags({ targets }: BuildResolution) {
  const places = new Map<string, Map<string, string[]>>();
  for (const { platform, problems, stages } of targets) {
    const flags = new Set(
      stages.flatMap(({ platformFlag }) => (platformFlag ? [placeOf(platformFlag.range)] : [])),
    );
    for (const { message, range } of problems) {
      const place = placeOf(range);
      if (!flags.has(place)) continue;
      const messages = places.get(place) ?? new Map<string, string[]>();
      places.set(place, messages);
      const refusing = messages.get(message) ?? [];
      messages.set(message, refusing);
      if (!refusing.includes(platform)) refusing.push(platform);
    }
  }
  return places;
}

function placeOf({ start }: Range): string {
  return `${start.line}:${start.character}`;
}

function rewrite(fix: PlatformProblem['fix'], range: Range): readonly Fix[] {
  if (fix === undefined) return [];
  const { title, newText } = fix;
  return [{ kind: 'edit', title, edits: [{ range, newText }], safe: true }];
}
