import type { Dockerfile } from '../dockerfile/instructions.ts';
import type { Range } from '../text.ts';
import type { RuleCode } from './finding.ts';

/** Which findings the file itself asks to be quiet about. */
export interface Silence {
  /** Whether a rule's finding at a place is silenced. */
  covers(code: RuleCode, buildkitRule: string | undefined, range: Range): boolean;
}

const ignoreComment = /^\s*#\s*multiarch:\s*ignore\s+([a-z-]+(?:\s*,\s*[a-z-]+)*)/;
const commentOrBlank = /^\s*(#|$)/;

/**
 * Reads the comments `# multiarch: ignore <code>[, <code>] [reason]` that stand above an instruction
 * (among other comments and blank lines), and BuildKit's directive `# check=skip=<Rule>[,<Rule>]`,
 * whose names are compared exactly (BuildKit 0.32, frontend/dockerfile/linter/linter.go).
 */
export function readSilence(dockerfile: Dockerfile): Silence {
  const skipped = skippedRules(dockerfile);
  const ignored = new Map<number, ReadonlySet<string>>();
  const lines = dockerfile.text.split('\n');
  for (const { range } of dockerfile.instructions) {
    const codes = new Set<string>();
    for (let at = range.start.line - 1; at >= 0; at--) {
      const line = lines[at] ?? '';
      if (!commentOrBlank.test(line)) break;
      for (const code of ignoreComment.exec(line)?.[1]?.split(',') ?? []) codes.add(code.trim());
    }
    if (codes.size === 0) continue;
    for (let at = range.start.line; at <= range.end.line; at++) ignored.set(at, codes);
  }
  return {
    covers: (code, buildkitRule, range) =>
      ignored.get(range.start.line)?.has(code) === true ||
      (buildkitRule !== undefined && (skipped.has(buildkitRule) || skipped.has('all'))),
  };
}

function skippedRules(dockerfile: Dockerfile): ReadonlySet<string> {
  const skipped = new Set<string>();
  for (const { name, value } of dockerfile.directives) {
    if (name !== 'check') continue;
    for (const option of value.split(';')) {
      const [key = '', list = ''] = option.split('=', 2);
      if (key.trim() !== 'skip') continue;
      for (const rule of list.split(',')) skipped.add(rule.trim());
    }
  }
  return skipped;
}
