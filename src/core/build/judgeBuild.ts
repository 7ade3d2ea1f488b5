import type { BakedTarget } from '../project/bakePlan.ts';
import type { BakeSelection } from './bakeSelection.ts';
import type { BuildOutput, BuildRequest } from './buildRequest.ts';
import { judgeOutput, type BuildSurroundings, type OutputRefusal } from './outputs.ts';

/** Whether a build can be carried out; of one that cannot, what is refused. */
export type BuildVerdict =
  | { readonly state: 'possible' | 'unknown' }
  | {
      readonly state: 'impossible';
      readonly refusal: OutputRefusal;
      readonly output: BuildOutput;
      /** The target of bake files that cannot be had. */
      readonly target?: string;
    };

/**
 * Whether buildx would carry a build out: of a Dockerfile its output, of bake files that of each target, for
 * bake builds all of them or nothing.
 */
export function judgeBuild(request: BuildRequest, surroundings: BuildSurroundings): BuildVerdict {
  const { bake, output } = request;
  if (bake === undefined) {
    const verdict = judgeOutput(request, surroundings);
    return verdict.state === 'impossible' ? { ...verdict, output } : verdict;
  }
  // Without a plan nothing is known of its targets.
  let state: 'possible' | 'unknown' = bake.plan === undefined ? 'unknown' : 'possible';
  for (const target of bake.plan ?? []) {
    const { name, platforms, outputs, tags } = target;
    // An output that is not known may have a name of its own.
    const names = outputs === undefined && tags.length === 0 ? [name] : tags;
    for (const each of outputsOf(target, bake)) {
      const question = { ...request, platforms, tags: names, output: each };
      const verdict = judgeOutput(question, surroundings);
      if (verdict.state === 'impossible') return { ...verdict, output: each, target: name };
      if (verdict.state === 'unknown') state = 'unknown';
    }
  }
  return { state };
}

/** What becomes of a target. What is not known costs least: then it stays in the cache. */
export function outputsOf(
  { outputs }: BakedTarget,
  { output }: Pick<BakeSelection, 'output'>,
): readonly BuildOutput[] {
  const known = outputs?.map((kind) => outputOfKind[kind] ?? 'cache') ?? [];
  if (known.length > 0) return [...new Set(known)];
  return [outputs === undefined ? (output ?? 'cache') : 'cache'];
}

/**
 * The same build for other platforms, or with another output, in the command and in the plan of its targets;
 * undefined where no command says so of all targets at once.
 */
export function withChoice(
  request: BuildRequest,
  choice: { readonly platforms: readonly string[] } | { readonly output: BuildOutput },
): BuildRequest | undefined {
  const { bake } = request;
  if (bake === undefined) return { ...request, ...choice };
  if ('platforms' in choice) {
    const plan = bake.plan?.map((target) => ({ ...target, ...choice }));
    return { ...request, ...choice, bake: { ...bake, ...choice, ...(plan && { plan }) } };
  }
  const { output } = choice;
  if (output !== 'push' && output !== 'load') return undefined;
  const plan = bake.plan?.map((target) => withOutput(target, output, bake.output));
  return { ...request, output, bake: { ...bake, output, ...(plan && { plan }) } };
}

/** Kinds of outputs as bake prints them. */
const outputOfKind: Readonly<Record<string, BuildOutput>> = {
  registry: 'push',
  docker: 'load',
  oci: 'oci',
  local: 'local',
  tar: 'tar',
};
const kindOf: Readonly<Partial<Record<BuildOutput, string>>> = { push: 'registry', load: 'docker' };

/** What the command says comes on top of what the files say, but not for what others only build upon. */
function withOutput(
  target: BakedTarget,
  output: 'push' | 'load',
  before: BakeSelection['output'],
): BakedTarget {
  const { outputs } = target;
  if (outputs === undefined || (outputs.join() === 'cacheonly' && before !== 'cache'))
    return target;
  const own = before === undefined ? outputs : outputs.filter((kind) => kind !== kindOf[before]);
  return { ...target, outputs: [...own, kindOf[output] ?? ''] };
}
