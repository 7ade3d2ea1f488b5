import type { Rule, RuleFinding } from '../rule.ts';

/**
 * The reference is an image of Docker's schema 1, the format before manifest lists. containerd 2.0 and
 * newer do not pull it (release notes of 2.0: support for schema 1 removed).
 */
export const legacyManifest: Rule = {
  code: 'legacy-manifest',
  severity: 'warning',
  check: ({ sites, image }) =>
    sites.flatMap((site): readonly RuleFinding[] => {
      const fact = image(site.reference);
      if (!fact.known || fact.value.manifest.kind !== 'legacy') return [];
      return [
        {
          message: {
            text: 'On no platform with containerd 2.0 or newer: “{0}” is an image of the old format “schema 1”, which they do not pull. Build and push it anew.',
            args: [site.familiar],
          },
          range: site.range,
          platforms: site.requests.flatMap(({ targets }) => targets),
        },
      ];
    }),
};
