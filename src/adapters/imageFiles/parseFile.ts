import { say } from '../../core/language.ts';
import { ImageFileFailure } from './imageFileFailure.ts';

/**
 * Reads a file of a layout as JSON.
 *
 * @throws ImageFileFailure when it is none
 */
export function parseFile(bytes: Buffer, name: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ImageFileFailure('malformed', say('{0} is not JSON.', name));
  }
}
