import { imageFixes } from '../imageFixes.ts';
import { plainNameHint, plainNames } from '../plainImage.ts';
import type { Rule, RuleFinding } from '../rule.ts';
import { platformOfSingle, wrongRequests } from '../singleImage.ts';

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
  needs: ({ sites }) => plainNames(sites),
  check: (input) =>
    input.sites.flatMap((site): readonly RuleFinding[] => {
      // A digest has a rule of its own: there the tag may be an index.
      if (site.reference.includes('@')) return [];
      const platform = platformOfSingle(input.image(site.reference));
      const wrong = wrongRequests(site, input);
      if (platform === undefined || wrong.length === 0) return [];
      const targets = wrong.flatMap((request) => request.targets);
      return [
        {
          message: {
            text: 'Files for {1} under the label {2}: “{0}” is a single image for {1}, which a build for {2} takes all the same.{3}',
            args: [
              site.familiar,
              platform,
              wrong.map((request) => request.platform).join(', '),
              plainNameHint(site, input),
            ],
          },
          range: site.range,
          platforms: targets,
          fixes: imageFixes(site, targets, input),
        },
      ];
    }),
};
