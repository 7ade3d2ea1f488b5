import type { Analysis } from '../core/analysis/analyze.ts';
import type { Finding } from '../core/analysis/finding.ts';
import type { SpecProblemCode } from '../core/manifestSpec/specProblem.ts';

/** A finding of a rule, or what is wrong in the spec of a manifest list. */
export type CheckedFinding = Omit<Finding, 'rule'> & {
  readonly rule: Finding['rule'] | SpecProblemCode;
};

/** All that was found in a file. */
export function findingsOf({ findings, spec, dockerfile }: Analysis): readonly CheckedFinding[] {
  const ofSpec = (spec?.problems ?? []).map(
    ({ code, severity, message, span }): CheckedFinding => ({
      ...{ rule: code, severity, message, range: dockerfile.lines.range(span) },
      ...{ platforms: [], fixes: [] },
    }),
  );
  return [...findings, ...ofSpec];
}
