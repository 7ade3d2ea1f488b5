import type { RuleCode } from '../finding.ts';
import type { Rule } from '../rule.ts';
import { baseImageMissingPlatform } from './base-image-missing-platform.ts';
import { baseImageSinglePlatform } from './base-image-single-platform.ts';
import { constantPlatformFlag } from './constant-platform-flag.ts';
import { invalidPlatform } from './invalid-platform.ts';
import { redundantTargetPlatform } from './redundant-target-platform.ts';
import { resultPinnedToPlatform } from './result-pinned-to-platform.ts';

/** Every rule that looks at a resolved build. `dockerfile-error` is BuildKit's own word, not a rule. */
export const rules: Readonly<Record<Exclude<RuleCode, 'dockerfile-error'>, Rule>> = {
  'base-image-missing-platform': baseImageMissingPlatform,
  'base-image-single-platform': baseImageSinglePlatform,
  'constant-platform-flag': constantPlatformFlag,
  'redundant-target-platform': redundantTargetPlatform,
  'result-pinned-to-platform': resultPinnedToPlatform,
  'invalid-platform': invalidPlatform,
};
