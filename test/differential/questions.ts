import { askBake, type Answered, type CheckAnswer } from './bake.ts';
import type { Case } from './case.ts';
import {
  compareCheck,
  compareOutline,
  compareTargets,
  targetOf,
  type Difference,
} from './compare.ts';
import { resolveOurs } from './ours.ts';

/**
 * Asks BuildKit about some cases and gives the differences of each. Whatever the case's platform, it
 * answers for its own (BuildKit 0.25 and 0.32, frontend/dockerfile/builder: the calls get no target).
 */
export async function compareCases(
  cases: readonly Case[],
  buildPlatform: string,
  env: NodeJS.ProcessEnv,
): Promise<readonly (readonly Difference[])[]> {
  if (cases.length === 0) return [];
  const questions = cases.map((asked) => {
    const target = targetOf(asked.text);
    return { ...asked, ...(target !== undefined && { target }) };
  });
  const checks = await askBake('check', questions, env);
  if ('failure' in checks) return halve(cases, checks.failure, buildPlatform, env);
  // The other calls fail as a whole when one file is refused, and show less: half of the files do.
  const good = cases.filter(
    (_, index) => index % 2 === 0 && checks[index]?.answer.buildError === undefined,
  );
  const [outlines, targets] =
    good.length === 0
      ? [[], []]
      : await Promise.all([askBake('outline', good, env), askBake('targets', good, env)]);
  return cases.map((asked, index) => {
    const ours = resolveOurs({ ...asked, platform: buildPlatform }, buildPlatform);
    const check: Answered<CheckAnswer> = checks[index] ?? { answer: {}, loaded: [] };
    const at = good.indexOf(asked);
    const outline = 'failure' in outlines ? undefined : outlines[at]?.answer;
    const stages = 'failure' in targets ? undefined : targets[at]?.answer;
    return [
      ...compareCheck(ours, check, questions[index]?.target),
      ...(outline ? compareOutline(asked, ours, outline) : []),
      ...(stages ? compareTargets(asked, stages) : []),
    ];
  });
}

/** One file that BuildKit refuses to answer about spoils the whole call: it is found by halving. */
async function halve(
  cases: readonly Case[],
  failure: string,
  buildPlatform: string,
  env: NodeJS.ProcessEnv,
): Promise<readonly (readonly Difference[])[]> {
  const [only] = cases;
  if (only !== undefined && cases.length === 1) {
    const theirs = failure.replace(/^ERROR: (?:target t0: )?(?:failed to [a-z]+: )*/, '');
    const ours =
      resolveOurs({ ...only, platform: buildPlatform }, buildPlatform).problems[0]?.message ??
      'none';
    return [ours === theirs ? [] : [{ aspect: 'error', ours, theirs }]];
  }
  const middle = Math.ceil(cases.length / 2);
  return [
    ...(await compareCases(cases.slice(0, middle), buildPlatform, env)),
    ...(await compareCases(cases.slice(middle), buildPlatform, env)),
  ];
}
