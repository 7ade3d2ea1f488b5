import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** More than docker and buildx write into one of their files, in bytes: certificates and all. */
const mostBytes = 4 * 1024 * 1024;

/**
 * The text of a file of docker or buildx.
 *
 * @throws when it cannot be read, is larger than 4 MiB, or is none: reading a pipe would never end
 */
export async function readSmallFile(path: string): Promise<string> {
  // Without waiting for somebody at the other end of a pipe; Windows knows neither, and undefined is 0 here.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new Error(`${path} is no file`);
    if (found.size > mostBytes) throw new Error(`${path} is larger than ${mostBytes} bytes`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
