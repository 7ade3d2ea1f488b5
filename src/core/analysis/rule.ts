import type { Fact, ImageFacts } from '../facts.ts';
import type { Service } from '../image/coverage.ts';
import type { Finding, RuleCode, Severity } from './finding.ts';
import type { PullSite } from './pullSites.ts';

/** What a rule looks at. */
export interface RuleInput {
  /** Each place of a reached stage that names an image. */
  readonly sites: readonly PullSite[];
  /** What is known of an image, by canonical reference. */
  readonly image: (reference: string) => Fact<ImageFacts>;
  /** How an image serves a platform, worked out once for both. */
  readonly service: (image: ImageFacts, platform: string) => Service;
}

/** A finding before the user's level for its rule is applied. */
export type RuleFinding = Omit<Finding, 'rule' | 'severity'>;

/** One thing that the checker looks for. Documented in docs/rules.md under its code. */
export interface Rule {
  readonly code: RuleCode;
  readonly severity: Severity;
  /** The BuildKit rule that says the same; `# check=skip=<name>` then silences ours too. */
  readonly buildkitRule?: string;
  /** Pure; silent about what is unknown. */
  readonly check: (input: RuleInput) => readonly RuleFinding[];
}
