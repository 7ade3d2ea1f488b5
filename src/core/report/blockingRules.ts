import type { Finding, RuleCode } from '../analysis/finding.ts';

/** Rules that are about what an image has: one image is one blocker, wherever it is named. */
const imageRules: ReadonlySet<RuleCode> = new Set<RuleCode>([
  'base-image-missing-platform',
  'base-image-single-platform',
  'single-platform-digest-pin',
  'degraded-platform-match',
]);

/**
 * Rules whose warnings cost time or tidiness and no platform: what they are about is remarked. A stage that is
 * pinned to a platform may still make a result for another one; where the result is pinned, another rule says so.
 */
const remarkRules: ReadonlySet<RuleCode> = new Set<RuleCode>([
  'shared-cache-mount',
  'constant-platform-flag',
  'emulated-compile',
  'platform-not-buildable',
  'windows-os-version',
  'legacy-manifest',
  'unknown-rule',
]);

/**
 * Rules that are quiet while somebody writes, because some programs do without, and that a report counts: what is
 * installed may end with an error, or without its program.
 */
const quietRules: ReadonlySet<RuleCode> = new Set<RuleCode>(['lockfile-lacks-platform']);

/** Whether a finding is about what an image has. */
export function isAboutImage({ rule }: Finding): boolean {
  return imageRules.has(rule);
}

/** Whether a finding stands in the way of a target: errors, and warnings of what the result would be. */
export function isInTheWay({ rule, severity }: Finding): boolean {
  if (severity === 'information') return quietRules.has(rule);
  return severity === 'error' || (severity === 'warning' && !remarkRules.has(rule));
}
