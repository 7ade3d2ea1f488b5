import type { DocumentLink } from 'vscode-languageserver';
import type { Analysis } from '../../core/analysis/analyze.ts';
import { parseReference } from '../../core/image/reference.ts';
import { registryPage } from '../../core/image/registryPage.ts';
import { say } from '../../core/language.ts';

/** Links from the names of images to the pages of their repositories. */
export function documentLinks({ sites }: Analysis): DocumentLink[] {
  const places = new Set<string>();
  return sites.flatMap(({ reference, range }) => {
    const { start } = range;
    const place = `${start.line}:${start.character}`;
    const parsed = parseReference(reference);
    const target = parsed.ok ? registryPage(parsed.value) : undefined;
    // A place that names several images (`app:${TARGETARCH}`) leads to the first one's page.
    if (target === undefined || places.has(place)) return [];
    places.add(place);
    return [{ range, target, tooltip: say('Open the page of this repository') }];
  });
}
