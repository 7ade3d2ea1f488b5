import type { ImageFacts } from '../../facts.ts';
import { say } from '../../language.ts';
import { imageFixes } from '../imageFixes.ts';
import { offeredPlatforms } from '../offeredPlatforms.ts';
import { plainNameHint, plainNames } from '../plainImage.ts';
import type { Rule, RuleFinding } from '../rule.ts';

/**
 * The reference is an index without the platform asked for. BuildKit (0.32, containerd 2.3
 * core/images) fails with `no match for platform in manifest`.
 */
export const baseImageMissingPlatform: Rule = {
  code: 'base-image-missing-platform',
  severity: 'error',
  needs: ({ sites }) => plainNames(sites),
  check(input) {
    const { sites, image, service } = input;
    return sites.flatMap((site): readonly RuleFinding[] => {
      const fact = image(site.reference);
      if (!fact.known || fact.value.manifest.kind !== 'index') return [];
      const missing = site.requests.filter(
        ({ platform }) => service(fact.value, platform).how === 'missing',
      );
      if (missing.length === 0) return [];
      const targets = missing.flatMap((request) => request.targets);
      return [
        {
          message: {
            text: 'No image for {1} in “{0}”: the build fails with “no match for platform in manifest”. {2}',
            args: [
              site.familiar,
              missing.map(({ platform }) => platform).join(', '),
              offered(fact.value) + plainNameHint(site, input),
            ],
          },
          range: site.range,
          platforms: targets,
          fixes: imageFixes(site, targets, input),
        },
      ];
    });
  },
};

function offered(image: ImageFacts): string {
  const platforms = offeredPlatforms(image);
  return platforms === '' ? say('It is an empty manifest list.') : say('It has {0}.', platforms);
}
