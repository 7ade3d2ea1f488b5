import type { EngineAddress } from './contexts.ts';
import { askForImage } from './engineImage.ts';

/**
 * Which contents of an image the engine has: digests of manifests, and with the classic store of configs.
 * Undefined when the engine does not tell.
 *
 * @param names canonical references of the image, or ids
 * @throws the signal's reason when cancelled
 */
export async function readEnginePresence(
  engine: EngineAddress,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<readonly string[] | undefined> {
  const answers = await Promise.all(
    names.map((name) => askForImage(engine, name, { manifests: '1' }, signal)),
  );
  const isSilent = answers.every((answer) => !answer.known && answer.reason.code !== 'not-found');
  if (isSilent) return undefined;
  return answers.flatMap((answer) =>
    answer.known ? [answer.value.id, ...answer.value.available] : [],
  );
}
