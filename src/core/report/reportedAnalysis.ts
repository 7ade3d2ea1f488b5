import type { Analysis } from '../analysis/analyze.ts';
import { isInTheWay } from './blockingRules.ts';

/** What a report reads of an analysis. */
export type ReportedAnalysis = Pick<Analysis, 'targets' | 'sites' | 'findings' | 'unknown'>;

/**
 * Works out what a report reads of an analysis, and keeps nothing else: the instructions and stages of a file take
 * many times as much memory, and a report is about thousands of files. Fixes are kept of findings that stand in the
 * way of a target, because a report names only those.
 */
export function reportedAnalysis({
  targets,
  sites,
  findings,
  unknown,
}: Analysis): ReportedAnalysis {
  return {
    ...{ targets, sites, unknown },
    findings: findings.map((finding) => {
      const { rule, severity, message, range, platforms } = finding;
      const fixes = isInTheWay(finding) ? finding.fixes : [];
      return { rule, severity, message, range, platforms, fixes };
    }),
  };
}
