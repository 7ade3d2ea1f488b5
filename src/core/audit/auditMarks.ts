import type { Range } from '../text.ts';
import type { PlatformAudit, WrongFile } from './audit.ts';
import type { LayerPlace } from './instructionPlaces.ts';

/** What is to be marked at a line of a Dockerfile: the wrong files that it has brought to a platform. */
export interface AuditMark {
  readonly range: Range;
  readonly kind: LayerPlace['kind'];
  /** e.g. `linux/arm64`. */
  readonly platform: string;
  /** Whether what a container starts is among them, or nothing is right. */
  readonly isWrong: boolean;
  /** In the order of their paths. */
  readonly files: readonly WrongFile[];
}

/**
 * What to mark for a platform: the files of all layers of one line together.
 *
 * @param places of the layers, the lowest first
 */
export function auditMarks(
  { declared, verdict, files }: Pick<PlatformAudit, 'declared' | 'verdict' | 'files'>,
  places: readonly (LayerPlace | undefined)[],
): readonly AuditMark[] {
  const marks = new Map<number, { readonly place: LayerPlace; readonly files: WrongFile[] }>();
  for (const file of files) {
    const place = places[file.layer];
    if (place === undefined) continue;
    const mark = marks.get(place.range.start.line);
    if (mark === undefined) marks.set(place.range.start.line, { place, files: [file] });
    else mark.files.push(file);
  }
  return [...marks.values()].map(({ place, files: some }) => {
    return { ...place, platform: declared, isWrong: verdict === 'wrong', files: some };
  });
}
