import { offeredPlatforms } from '../offeredPlatforms.ts';
import { plainImageOf, plainNameFix, plainNames } from '../plainImage.ts';
import type { PullSite } from '../pullSites.ts';
import type { ImageRuleInput, Rule, RuleFinding } from '../rule.ts';
import { wrongRequests } from '../singleImage.ts';

/**
 * The repository or the tag of an image names an architecture, and its plain name is an index that has
 * every platform which is asked for.
 */
export const archNamedImage: Rule<ImageRuleInput> = {
  code: 'arch-named-image',
  severity: 'information',
  needs: ({ sites }) => plainNames(sites),
  check: (input) =>
    input.sites.flatMap((site): readonly RuleFinding[] => {
      const plain = plainImageOf(site, input);
      // Where it lacks what it is asked for, the rules for that say so, with the plain name.
      if (plain === undefined || !isServed(site, input)) return [];
      const { familiar, architecture, image } = plain;
      return [
        {
          message: {
            text: '“{0}” is for {1} alone, by its name. The manifest list “{2}” has {3}.',
            args: [site.familiar, architecture, familiar, offeredPlatforms(image)],
          },
          range: site.range,
          platforms: site.requests.flatMap(({ targets }) => targets),
          fixes: plainNameFix(site, input),
        },
      ];
    }),
};

function isServed(site: PullSite, input: ImageRuleInput): boolean {
  const fact = input.image(site.reference);
  if (!fact.known) return true;
  if (wrongRequests(site, input).length > 0) return false;
  const isIndex = fact.value.manifest.kind === 'index';
  return !site.requests.some(
    ({ platform }) => isIndex && input.service(fact.value, platform).how === 'missing',
  );
}
