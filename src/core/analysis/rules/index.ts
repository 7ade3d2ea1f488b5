import type { PipelineRuleCode, RuleCode } from '../finding.ts';
import type { Rule } from '../rule.ts';
import { archNamedImage } from './arch-named-image.ts';
import { architectureLiteral } from './architecture-literal.ts';
import { baseImageMissingPlatform } from './base-image-missing-platform.ts';
import { baseImageSinglePlatform } from './base-image-single-platform.ts';
import { buildHostProbe } from './build-host-probe.ts';
import { buildPlatformStageIgnoresTarget } from './build-platform-stage-ignores-target.ts';
import { constantPlatformFlag } from './constant-platform-flag.ts';
import { contextFileWrongArchitecture } from './context-file-wrong-architecture.ts';
import { degradedPlatformMatch } from './degraded-platform-match.ts';
import { emulatedCompile } from './emulated-compile.ts';
import { hardCodedCompileTarget } from './hard-coded-compile-target.ts';
import { inconsistentPlatforms } from './inconsistent-platforms.ts';
import { invalidPlatform } from './invalid-platform.ts';
import { legacyManifest } from './legacy-manifest.ts';
import { lockfileLacksPlatform } from './lockfile-lacks-platform.ts';
import { missingStageForPlatform } from './missing-stage-for-platform.ts';
import { platformArgMisspelled } from './platform-arg-misspelled.ts';
import { platformArgShadowed } from './platform-arg-shadowed.ts';
import { platformArgUndeclared } from './platform-arg-undeclared.ts';
import { platformNotBuildable } from './platform-not-buildable.ts';
import { redundantTargetPlatform } from './redundant-target-platform.ts';
import { resultPinnedToPlatform } from './result-pinned-to-platform.ts';
import { sharedCacheMount } from './shared-cache-mount.ts';
import { singlePlatformDigestPin } from './single-platform-digest-pin.ts';
import { unknownRule } from './unknown-rule.ts';
import { windowsOsVersion } from './windows-os-version.ts';

/** Every rule that looks at a resolved build. `dockerfile-error` is BuildKit's own word, not a rule. */
export const rules: Readonly<
  Record<Exclude<RuleCode, 'dockerfile-error' | PipelineRuleCode>, Rule>
> = {
  'base-image-missing-platform': baseImageMissingPlatform,
  'base-image-single-platform': baseImageSinglePlatform,
  'constant-platform-flag': constantPlatformFlag,
  'redundant-target-platform': redundantTargetPlatform,
  'result-pinned-to-platform': resultPinnedToPlatform,
  'platform-arg-shadowed': platformArgShadowed,
  'platform-arg-undeclared': platformArgUndeclared,
  'platform-arg-misspelled': platformArgMisspelled,
  'missing-stage-for-platform': missingStageForPlatform,
  'invalid-platform': invalidPlatform,
  'arch-named-image': archNamedImage,
  'degraded-platform-match': degradedPlatformMatch,
  'windows-os-version': windowsOsVersion,
  'legacy-manifest': legacyManifest,
  'single-platform-digest-pin': singlePlatformDigestPin,
  'architecture-literal': architectureLiteral,
  'context-file-wrong-architecture': contextFileWrongArchitecture,
  'hard-coded-compile-target': hardCodedCompileTarget,
  'emulated-compile': emulatedCompile,
  'platform-not-buildable': platformNotBuildable,
  'lockfile-lacks-platform': lockfileLacksPlatform,
  'inconsistent-platforms': inconsistentPlatforms,
  'build-platform-stage-ignores-target': buildPlatformStageIgnoresTarget,
  'build-host-probe': buildHostProbe,
  'shared-cache-mount': sharedCacheMount,
  'unknown-rule': unknownRule,
};
