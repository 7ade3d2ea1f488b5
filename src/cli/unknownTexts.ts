import type { Analysis } from '../core/analysis/analyze.ts';
import { printable } from './terminal.ts';

/** A file whose images were not all looked up. */
interface JudgedFile {
  readonly path: string;
  readonly analysis: Pick<Analysis, 'unknown'>;
}

/** A registry that does not answer would fill the screen with one sentence. */
const most = 3;

/** What stayed unknown in files: a line for each place, or one for more than some with the same reason. */
export function unknownTexts(files: readonly JudgedFile[]): readonly string[] {
  const byReason = new Map<string, Place[]>();
  for (const { path, analysis } of files) {
    for (const { reference, reason, range, platforms } of analysis.unknown) {
      const { line, character } = range.start;
      const at = `${printable(path)}:${line + 1}:${character + 1}: ${printable(reference)}`;
      const places = byReason.get(reason.message) ?? [];
      byReason.set(reason.message, places);
      places.push({ at, reference, platforms });
    }
  }
  return [...byReason].flatMap(([message, places]) => {
    const [first] = places;
    const reason = printable(message);
    if (first === undefined || places.length <= most) {
      return places.map(({ at, platforms }) => `  ${at}${forPlatforms(platforms)}: ${reason}`);
    }
    const images = new Set(places.map(({ reference }) => reference)).size;
    const counted = images === 1 ? '1 image' : `${images} images`;
    const platforms = [...new Set(places.flatMap((place) => place.platforms))];
    return [
      `  ${counted} in ${places.length} places${forPlatforms(platforms)}: ${reason} The first is ${first.at}; --format json lists all.`,
    ];
  });
}

/** Where an image is named. */
interface Place {
  readonly at: string;
  readonly reference: string;
  readonly platforms: readonly string[];
}

function forPlatforms(platforms: readonly string[]): string {
  return platforms.length > 0 ? ` for ${platforms.join(', ')}` : '';
}
