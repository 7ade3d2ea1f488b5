import type { RuleCode } from '../finding.ts';
import type { Rule } from '../rule.ts';
import { baseImageMissingPlatform } from './base-image-missing-platform.ts';
import { baseImageSinglePlatform } from './base-image-single-platform.ts';

/** Every rule that looks at a resolved build. `dockerfile-error` is BuildKit's own word, not a rule. */
export const rules: Readonly<Record<Exclude<RuleCode, 'dockerfile-error'>, Rule>> = {
  'base-image-missing-platform': baseImageMissingPlatform,
  'base-image-single-platform': baseImageSinglePlatform,
};
