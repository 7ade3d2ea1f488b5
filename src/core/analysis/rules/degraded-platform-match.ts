import { formatPlatformAll, normalizePlatform, parsePlatform } from '../../platform/platform.ts';
import { findTagFix } from '../imageFixes.ts';
import { offeredPlatforms } from '../offeredPlatforms.ts';
import type { PullSite } from '../pullSites.ts';
import type { ImageRuleInput, Rule, RuleFinding } from '../rule.ts';

/**
 * An index has no image for the platform, and BuildKit takes one that the platform's hardware may run
 * instead: another instruction set (arm64 ← arm, amd64 ← 386), or an older 32-bit ARM. As platforms.Only
 * of containerd/platforms v1.0.0-rc.4.
 */
export const degradedPlatformMatch: Rule<ImageRuleInput> = {
  code: 'degraded-platform-match',
  severity: 'warning',
  check: (input) => input.sites.flatMap((site) => degradedAt(site, input)),
};

function degradedAt(site: PullSite, input: ImageRuleInput): readonly RuleFinding[] {
  const fact = input.image(site.reference);
  if (!fact.known || fact.value.manifest.kind !== 'index') return [];
  return site.requests.flatMap(({ platform, targets }): readonly RuleFinding[] => {
    const service = input.service(fact.value, platform);
    if (service.how !== 'degraded') return [];
    const isOtherSet = service.by === 'instruction-set';
    // Levels of amd64 and of arm64 are what their images are normally without.
    if (!isOtherSet && !isArm32(platform)) return [];
    return [
      {
        severity: isOtherSet ? 'warning' : 'information',
        message: {
          text: isOtherSet
            ? '{0} gets files for {1}, under the label {0}: “{2}” has no image of its instruction set. It has {3}.'
            : '{0} gets the image for {1}: “{2}” has none of its own. It has {3}.',
          args: [
            platform,
            formatPlatformAll(normalizePlatform(service.platform)),
            site.familiar,
            offeredPlatforms(fact.value),
          ],
        },
        range: site.range,
        platforms: targets,
        fixes: findTagFix(site, input),
      },
    ];
  });
}

function isArm32(platform: string): boolean {
  const parsed = parsePlatform(platform);
  return parsed.ok && parsed.value.architecture === 'arm';
}
