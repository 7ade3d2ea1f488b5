import { offersOf, serveRequest } from '../../image/coverage.ts';
import { formatPlatformAll, parsePlatform } from '../../platform/platform.ts';
import type { Rule, RuleFinding } from '../rule.ts';

/** How many of the platforms that an image has are named in a message. */
const namedPlatforms = 12;

/**
 * The reference is an index without the platform asked for. BuildKit (0.32, containerd 2.3
 * core/images) fails with `no match for platform in manifest`.
 */
export const baseImageMissingPlatform: Rule = {
  code: 'base-image-missing-platform',
  severity: 'error',
  check: ({ sites, image }) =>
    sites.flatMap((site): readonly RuleFinding[] => {
      const fact = image(site.reference);
      if (!fact.known || fact.value.manifest.kind !== 'index') return [];
      const missing = site.requests.filter(({ platform }) => {
        const requested = parsePlatform(platform);
        return requested.ok && serveRequest(fact.value, requested.value).how === 'missing';
      });
      if (missing.length === 0) return [];
      return [
        {
          message: {
            text: '“{0}” has no image for {1}: the build fails with “no match for platform in manifest”. {2}',
            args: [
              site.reference,
              missing.map(({ platform }) => platform).join(', '),
              offered(
                offersOf(fact.value)
                  .flatMap(({ platform }) => platform ?? [])
                  .map(formatPlatformAll),
              ),
            ],
          },
          range: site.range,
          platforms: missing.flatMap(({ targets }) => targets),
        },
      ];
    }),
};

function offered(platforms: readonly string[]): string {
  const names = [...new Set(platforms)];
  if (names.length === 0) return 'It is an empty manifest list.';
  const more = names.length - namedPlatforms;
  return `It has ${names.slice(0, namedPlatforms).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}
