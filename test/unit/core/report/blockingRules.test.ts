import assert from 'node:assert/strict';
import type { RuleCode, Severity } from '../../../../src/core/analysis/finding.ts';
import { isInTheWay } from '../../../../src/core/report/blockingRules.ts';

describe('what a rule finds', () => {
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
  const rows: readonly [rule: RuleCode, severity: Severity, isInTheWay: boolean][] = [
    ['architecture-literal', 'error', true],
    ['architecture-literal', 'warning', true],
    ['architecture-literal', 'information', false],
    ['shared-cache-mount', 'warning', false],
    ['shared-cache-mount', 'error', true],
    ['lockfile-lacks-platform', 'information', true],
    ['lockfile-lacks-platform', 'warning', true],
    ['lockfile-lacks-platform', 'hint', false],
    ['emulated-compile', 'information', false],
  ];
  for (const [rule, severity, expected] of rows) {
    it(`by ${rule}, as ${severity}, is ${expected ? '' : 'not '}in the way`, () => {
      const message = { text: 'It is odd.', args: [] };
      const found = { rule, severity, message, range, platforms: ['linux/arm64'], fixes: [] };
      assert.equal(isInTheWay(found), expected);
    });
  }
});
