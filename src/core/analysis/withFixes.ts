import type { Finding } from './finding.ts';
import type { RuleFinding } from './rule.ts';

/** What a rule has found, with fixes that are worked out when they are first asked for: most are only shown. */
export function withFixes(found: RuleFinding & Pick<Finding, 'rule' | 'severity'>): Finding {
  const { fixes = [] } = found;
  if (typeof fixes !== 'function') return { ...found, fixes };
  let made: Finding['fixes'] | undefined;
  return {
    ...found,
    get fixes() {
      return (made ??= fixes());
    },
  };
}
