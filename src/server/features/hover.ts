import type { Analysis } from '../../core/analysis/analyze.ts';
import type { PullSite } from '../../core/analysis/pullSites.ts';
import type { Fact, ImageFacts } from '../../core/facts.ts';
import { attestationsOf, serveRequest } from '../../core/image/coverage.ts';
import type { Position, Range } from '../../core/text.ts';

/** What a hover shows: Markdown, and the words that it is about. */
export interface HoverText {
  readonly markdown: string;
  readonly range: Range;
}

/** The platform table of the image under the cursor; undefined where no image is named. */
export function hoverAt(
  analysis: Analysis,
  position: Position,
  image: (reference: string) => Fact<ImageFacts>,
): HoverText | undefined {
  const sites = analysis.sites.filter(({ range }) => contains(range, position));
  const first = sites[0];
  if (first === undefined) return undefined;
  return {
    range: first.range,
    markdown: sites.map((site) => siteText(site, image(site.reference))).join('\n\n---\n\n'),
  };
}
