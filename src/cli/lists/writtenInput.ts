import { readDockerfile } from '../files.ts';
import { CommandError, type Terminal } from '../terminal.ts';

/** Longest text that is read from standard input, in characters. */
const longest = 8 * 1024 * 1024;

/**
 * The text of a file, or of standard input where the file is `-`.
 *
 * @throws {CommandError} when it cannot be read, or is too long
 */
export async function readInput(file: string, { signal }: Terminal): Promise<string> {
  if (file !== '-') return readDockerfile(file, signal);
  const stop = (): void => {
    process.stdin.destroy();
  };
  signal.addEventListener('abort', stop);
  try {
    let text = '';
    process.stdin.setEncoding('utf8');
    for await (const part of process.stdin) {
      text += String(part);
      if (text.length > longest) throw new CommandError('Standard input is too long to be read.');
    }
    if (signal.aborted) throw new CommandError('interrupted.');
    return text;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
