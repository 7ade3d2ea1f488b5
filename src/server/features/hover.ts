import type { Analysis } from '../../core/analysis/analyze.ts';
import type { Position } from '../../core/text.ts';
import { contains, siteText, type HoverFacts, type HoverText } from './imageHover.ts';
import { syntaxHover } from './syntaxHover.ts';
import { wordHover } from './wordHover.ts';

/**
 * What is under the cursor: the platform table of an image, the frontend of the file, an automatic
 * argument, or the platform of a stage; undefined elsewhere.
 */
export async function hoverAt(
  analysis: Analysis,
  position: Position,
  facts: HoverFacts,
): Promise<HoverText | undefined> {
  const sites = analysis.sites.filter(({ range }) => contains(range, position));
  const [first] = sites;
  if (first === undefined) {
    return (await syntaxHover(analysis, position, facts)) ?? wordHover(analysis, position, facts);
  }
  await facts.settle(sites.map(({ reference }) => reference));
  return {
    range: first.range,
    markdown: sites.map((site) => siteText(site, facts)).join('\n\n---\n\n'),
  };
}
