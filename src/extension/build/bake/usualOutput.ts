import type { BakedTarget } from '../../../core/project/bakePlan.ts';

/**
 * A target with what its builder does where the files say nothing: an engine keeps what it builds as an image, others
 * keep it in their cache (buildx v0.36, build/opt.go). As it is where the builder is not known.
 *
 * @param driver of the builder
 */
export function withUsualOutput(target: BakedTarget, driver: string | undefined): BakedTarget {
  const isUsual = target.outputs?.every((output) => output === 'image') === true;
  if (!isUsual || driver === undefined) return target;
  return { ...target, outputs: [driver === 'docker' ? 'docker' : 'cacheonly'] };
}
