import type { Fact, UnknownCode, UnknownReason } from '../../core/facts.ts';
import { say } from '../../core/language.ts';

/** A file or folder that cannot be read as an image. Thrown inside this folder, never out of it. */
export class ImageFileFailure extends Error {
  readonly reason: UnknownReason;

  constructor(code: UnknownCode, message: string) {
    super(message);
    this.reason = { code, message };
  }
}

/**
 * Turns what a reader throws into a fact.
 *
 * @throws the signal's reason when cancelled
 */
export async function factOf<T>(work: () => Promise<T>, signal: AbortSignal): Promise<Fact<T>> {
  signal.throwIfAborted();
  try {
    return { known: true, value: await work(), asOf: Date.now() };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ImageFileFailure) return { known: false, reason: error.reason };
    return { known: false, reason: { code: 'failed', message: systemWords(error) } };
  }
}

/** What the system says of a file, for people. */
function systemWords(error: unknown): string {
  const { code, path: place = '' } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return say(
        'There is no file or folder {0}. It may have been moved or removed, or not be written yet.',
        place,
      );
    case 'EACCES':
    case 'EPERM':
      return say('You may not read {0}. Give yourself the right to, or copy it.', place);
    default:
      return say('It cannot be read: {0}.', error instanceof Error ? error.message : String(error));
  }
}
