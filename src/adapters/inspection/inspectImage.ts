import type { Fact } from '../../core/facts.ts';
import type { ImageInspection } from '../../core/image/inspection.ts';
import { startInspection } from '../../core/image/startInspection.ts';
import type { ImageContents } from './imageContents.ts';
import { readPlatforms } from './readPlatforms.ts';

/** How much of an image is read: see `InspectImageParams` of src/protocol/requests.ts. */
export type InspectionStage = 'index' | 'platforms';

/**
 * Inspects an image as far as a stage goes.
 *
 * @throws the signal's reason when cancelled
 */
export async function inspectImage(
  contents: ImageContents,
  stage: InspectionStage,
  signal: AbortSignal,
): Promise<Fact<ImageInspection>> {
  const found = await contents.find(signal);
  if (!found.known) return found;
  const { name, root } = found.value;
  const inspection = startInspection(name, root);
  const value =
    stage === 'index' ? inspection : await readPlatforms(inspection, root, contents, signal);
  return { ...found, value };
}
