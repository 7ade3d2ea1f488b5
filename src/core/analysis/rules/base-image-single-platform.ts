import { formatPlatformAll, normalizePlatform, type Platform } from '../../platform/platform.ts';
import type { Rule, RuleFinding } from '../rule.ts';

/**
 * The reference is one image, not an index, and it was made for another platform than the one asked
 * for. BuildKit takes it all the same, labels the result with the target platform and fills it with
 * the other architecture's binaries. It warns (`InvalidBaseImagePlatform`, BuildKit 0.32,
 * frontend/dockerfile/dockerfile2llb/validations.go) for the first target only, and never where only
 * the variant differs; every target is checked here.
 */
export const baseImageSinglePlatform: Rule = {
  code: 'base-image-single-platform',
  severity: 'warning',
  buildkitRule: 'InvalidBaseImagePlatform',
  check: ({ sites, image, service }) =>
    sites.flatMap((site): readonly RuleFinding[] => {
      const fact = image(site.reference);
      if (!fact.known || fact.value.manifest.kind !== 'image') return [];
      const { configPlatform } = fact.value;
      if (!isPlatform(configPlatform)) return [];
      const wrong = site.requests.filter(({ platform }) => {
        const served = service(fact.value, platform);
        return (
          served.how === 'missing' || (served.how === 'degraded' && served.by === 'instruction-set')
        );
      });
      if (wrong.length === 0) return [];
      return [
        {
          message: {
            text: 'Files for {1} under the label {2}: “{0}” is a single image for {1}, which a build for {2} takes all the same.',
            args: [
              site.familiar,
              formatPlatformAll(normalizePlatform(configPlatform)),
              wrong.map(({ platform }) => platform).join(', '),
            ],
          },
          range: site.range,
          platforms: wrong.flatMap(({ targets }) => targets),
        },
      ];
    }),
};

/** A config without os or architecture (an artifact, a broken image) says nothing about a platform. */
function isPlatform(platform: Platform | undefined): platform is Platform {
  return (
    platform !== undefined &&
    platform.os !== '' &&
    platform.architecture !== '' &&
    platform.os !== 'unknown' &&
    platform.architecture !== 'unknown'
  );
}
