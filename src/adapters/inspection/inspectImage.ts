import type { Fact } from '../../core/facts.ts';
import type { ImageInspection, PlatformInspection } from '../../core/image/inspection.ts';
import { startInspection } from '../../core/image/startInspection.ts';
import type { ImageContents } from './imageContents.ts';
import { readPlatforms } from './readPlatforms.ts';

/** How much of an image is read: see `InspectImageParams` of src/protocol/imageRequests.ts. */
export type InspectionStage = 'index' | 'platforms';

/**
 * Inspects an image as far as a stage goes.
 *
 * @param wanted digests of the platforms that are read where the place counts what is read; all of them when
 *   left out
 * @throws the signal's reason when cancelled
 */
export async function inspectImage(
  contents: ImageContents,
  stage: InspectionStage,
  signal: AbortSignal,
  wanted?: readonly string[],
): Promise<Fact<ImageInspection>> {
  const found = await contents.find(signal);
  if (!found.known) return found;
  const { name, root } = found.value;
  const inspection = startInspection(name, root);
  if (stage === 'index') return { ...found, value: withCount(inspection, contents) };
  const isSpared =
    wanted === undefined || contents.counted?.() === undefined
      ? () => false
      : ({ digest }: PlatformInspection) => !wanted.includes(digest);
  const value = await readPlatforms(inspection, root, { contents, isSpared }, signal);
  return { ...found, value: withCount(value, contents) };
}

function withCount(inspection: ImageInspection, contents: ImageContents): ImageInspection {
  const counted = contents.counted?.();
  return counted === undefined ? inspection : { ...inspection, counted };
}
