import { offeredPlatforms } from '../offeredPlatforms.ts';
import { plainImageOf, plainNameFix, plainNames } from '../plainImage.ts';
import type { Rule, RuleFinding } from '../rule.ts';

/**
 * The repository or the tag of an image names an architecture, and its plain name is an index that has
 * every platform which is asked for.
 */
export const archNamedImage: Rule = {
  code: 'arch-named-image',
  severity: 'information',
  needs: ({ sites }) => plainNames(sites),
  check: (input) =>
    input.sites.flatMap((site): readonly RuleFinding[] => {
      const plain = plainImageOf(site, input);
      if (plain === undefined) return [];
      const { familiar, architecture, image } = plain;
      return [
        {
          message: {
            text: 'Only {0} by its name: “{1}” names an architecture. “{2}” is a manifest list with {3}.',
            args: [architecture, site.familiar, familiar, offeredPlatforms(image)],
          },
          range: site.range,
          platforms: site.requests.flatMap(({ targets }) => targets),
          fixes: plainNameFix(site, input),
        },
      ];
    }),
};
