import type { Fact } from '../facts.ts';
import type { PlatformAudit } from './audit.ts';
import type { CheapProblem } from './cheapProblems.ts';

/** A platform and what its audit has found out. */
export interface JudgedEntry {
  readonly platform: string;
  readonly audit: Fact<Pick<PlatformAudit, 'verdict'>>;
}

/**
 * Whether what the manifests say is a problem in the light of the files: the same layers are right for several
 * platforms where nothing in them is wrong, as in images of data.
 */
export function isBorneOut(problem: CheapProblem, platforms: readonly JudgedEntry[]): boolean {
  if (problem.code !== 'identical-layers') return true;
  return platforms.some(({ platform, audit }) => {
    if (!problem.platforms.includes(platform)) return false;
    return !audit.known || audit.value.verdict === 'wrong' || audit.value.verdict === 'mixed';
  });
}
