import type { ImageFacts } from '../../facts.ts';
import { offersOf } from '../../image/coverage.ts';
import { formatPlatformAll } from '../../platform/platform.ts';
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
  check({ sites, image, service }) {
    const offers = new Map<ImageFacts, string>();
    return sites.flatMap((site): readonly RuleFinding[] => {
      const fact = image(site.reference);
      if (!fact.known || fact.value.manifest.kind !== 'index') return [];
      const missing = site.requests.filter(
        ({ platform }) => service(fact.value, platform).how === 'missing',
      );
      if (missing.length === 0) return [];
      const offer = offers.get(fact.value) ?? offered(fact.value);
      offers.set(fact.value, offer);
      return [
        {
          message: {
            text: 'No image for {1} in “{0}”: the build fails with “no match for platform in manifest”. {2}',
            args: [site.familiar, missing.map(({ platform }) => platform).join(', '), offer],
          },
          range: site.range,
          platforms: missing.flatMap(({ targets }) => targets),
        },
      ];
    });
  },
};

function offered(image: ImageFacts): string {
  const platforms = offersOf(image).flatMap(({ platform }) => platform ?? []);
  const names = [...new Set(platforms.map(formatPlatformAll))];
  if (names.length === 0) return 'It is an empty manifest list.';
  const more = names.length - namedPlatforms;
  return `It has ${names.slice(0, namedPlatforms).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}
