import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Thrown for what is no file, or is too large to be read. */
export class UnreadableFile extends Error {
  readonly why: 'no-file' | 'too-large';

  constructor(file: string, why: UnreadableFile['why']) {
    super(why === 'no-file' ? `${file} is no file` : `${file} is too large`);
    this.why = why;
  }
}

/**
 * The text of a file that anybody may have put there. Of a file that says it is empty nothing is read: what the kernel
 * tells in `/proc` has no size, and may hold secrets.
 *
 * @param mostBytes that it may have
 * @throws {UnreadableFile} when it is larger, or no file: reading a pipe or a device would never end
 * @throws the system's error when it cannot be read
 */
export async function readSmallFile(file: string, mostBytes: number): Promise<string> {
  // Without waiting for somebody at the other end of a pipe; Windows knows neither, and undefined is 0 here.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new UnreadableFile(file, 'no-file');
    if (found.size > mostBytes) throw new UnreadableFile(file, 'too-large');
    const buffer = Buffer.alloc(found.size);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.toString('utf8', 0, length);
  } finally {
    await handle.close();
  }
}
