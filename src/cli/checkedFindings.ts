import type { Analysis } from '../core/analysis/analyze.ts';
import type { Finding } from '../core/analysis/finding.ts';
import type { SpecProblemCode } from '../core/manifestSpec/specProblem.ts';

/** A finding of a rule, or what is wrong in the spec of a manifest list. */
export type CheckedFinding = Omit<Finding, 'rule'> & {
  readonly rule: Finding['rule'] | SpecProblemCode;
};

/** What is shown of an analysis; the whole one has findings of a spec beside those of rules. */
export interface CheckedAnalysis extends Pick<Analysis, 'targets' | 'unknown'> {
  readonly findings: readonly CheckedFinding[];
  readonly spec?: Analysis['spec'];
  readonly dockerfile?: Analysis['dockerfile'];
}

/** All that was found in a file. */
export function findingsOf({
  findings,
  spec,
  dockerfile,
}: CheckedAnalysis): readonly CheckedFinding[] {
  if (spec === undefined || dockerfile === undefined) return findings;
  const ofSpec = spec.problems.map(({ code, severity, message, span }): CheckedFinding => ({
    ...{ rule: code, severity, message, range: dockerfile.lines.range(span) },
    ...{ platforms: [], fixes: [] },
  }));
  return [...findings, ...ofSpec];
}
