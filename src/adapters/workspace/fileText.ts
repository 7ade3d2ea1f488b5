import { say } from '../../core/language.ts';
import { fail, succeed, type Result } from '../../core/result.ts';
import { readSmallFile, UnreadableFile } from '../smallFile.ts';

/** Largest file that is read, in bytes: none that people write is near it. */
const largest = 1024 * 1024;

/**
 * The text of a file of a project, or why there is none: a sentence that goes on behind a colon.
 *
 * @param file absolute path
 * @param most how many bytes it may have
 */
export async function readFileText(file: string, most = largest): Promise<Result<string>> {
  try {
    return succeed(await readSmallFile(file, most));
  } catch (error) {
    return fail(unreadableText(error));
  }
}

/** Why a file could not be read, by what {@link readSmallFile} threw: a sentence that goes on behind a colon. */
export function unreadableText(error: unknown): string {
  const { code = String(error) } = error as NodeJS.ErrnoException;
  const isFile = error instanceof UnreadableFile ? error.why !== 'no-file' : code !== 'EISDIR';
  if (!isFile) return say('it is no file.');
  if (error instanceof UnreadableFile) return say('it is too large.');
  return say('it cannot be read ({0}).', code);
}
