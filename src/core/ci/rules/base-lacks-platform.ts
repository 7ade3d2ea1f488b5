import { offeredPlatforms } from '../../analysis/offeredPlatforms.ts';
import type { RuleFinding } from '../../analysis/rule.ts';
import { platformOfSingle, wrongRequests } from '../../analysis/singleImage.ts';
import type { BuiltBase } from '../builtBases.ts';
import type { PipelineRule, PipelineRuleInput } from '../pipelineRule.ts';

/**
 * A job builds for a platform that an image of its Dockerfile does not have. Of an index BuildKit (0.32, containerd 2.3
 * core/images) fails with `no match for platform in manifest`; a single image it takes for any platform.
 */
export const baseLacksPlatform: PipelineRule = {
  code: 'ci-base-lacks-platform',
  severity: 'error',
  check(input) {
    const found = new Map<string, RuleFinding>();
    for (const base of input.bases) {
      const each = lacking(base, input);
      if (each === undefined) continue;
      const { line, character } = base.range.start;
      const key = [line, character, base.reference, base.dockerfile, base.line].join(' ');
      // The runs of a matrix ask one by one.
      const before = found.get(key)?.platforms ?? [];
      found.set(key, finding(base, [...new Set([...before, ...each])], input));
    }
    return [...found.values()];
  },
};

function lacking(base: BuiltBase, input: PipelineRuleInput): readonly string[] | undefined {
  const fact = input.image(base.reference);
  if (!fact.known) return undefined;
  const missing =
    fact.value.manifest.kind === 'index'
      ? base.requests.filter(
          ({ platform }) => input.service(fact.value, platform).how === 'missing',
        )
      : wrongRequests(base, input);
  return missing.length === 0 ? undefined : missing.map(({ platform }) => platform);
}

function finding(
  { familiar, dockerfile, line, range, reference }: BuiltBase,
  platforms: readonly string[],
  { image }: PipelineRuleInput,
): RuleFinding {
  const fact = image(reference);
  const single = platformOfSingle(fact);
  const named = [platforms.join(', '), familiar, `${dockerfile}:${line}`];
  if (single !== undefined) {
    return {
      severity: 'warning',
      message: {
        text: 'Nothing for {0} in “{1}” ({2}): it is a single image for {3}, and the build for {0} takes that.',
        args: [...named, single],
      },
      ...{ range, platforms },
    };
  }
  return {
    message: {
      text: 'Nothing for {0} in “{1}” ({2}): the build fails with “no match for platform in manifest”. It has {3}.',
      args: [...named, fact.known ? offeredPlatforms(fact.value) : ''],
    },
    ...{ range, platforms },
  };
}
