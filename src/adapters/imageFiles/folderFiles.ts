import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { say } from '../../core/language.ts';
import { ImageFileFailure } from './imageFileFailure.ts';
import type { ImageFiles } from './imageFiles.ts';

/** Names of a layout: nothing in them can lead out of its folder. */
const LAYOUT_NAME = /^(?:[a-z-]{1,32}(?:\.json)?|blobs\/[a-z0-9]{1,32}\/[a-f0-9]{1,128})$/;

/** A layout in a folder. @param folder absolute path */
export function folderFiles(folder: string): ImageFiles {
  // What is no plain file (a pipe, a device) may never end: it counts as absent.
  async function sizeOf(name: string): Promise<number | undefined> {
    if (!LAYOUT_NAME.test(name)) return undefined;
    try {
      const found = await stat(path.join(folder, name));
      return found.isFile() ? found.size : undefined;
    } catch {
      return undefined;
    }
  }

  return {
    size: sizeOf,
    async read(name, limit, signal) {
      const size = await sizeOf(name);
      signal.throwIfAborted();
      return size === undefined ? undefined : readPart(path.join(folder, name), 0, size, limit);
    },
    async open(name, signal) {
      const size = await sizeOf(name);
      signal.throwIfAborted();
      return size === undefined ? undefined : streamPart(path.join(folder, name), 0, size, signal);
    },
  };
}

/** As {@link readPart}, in pieces. */
export function streamPart(
  file: string,
  start: number,
  length: number,
  signal: AbortSignal,
): AsyncIterable<Buffer> {
  if (length === 0) return Readable.from([]);
  return createReadStream(file, { start, end: start + length - 1, signal });
}

/**
 * Reads a part of a file.
 *
 * @param start offset in bytes
 * @param limit largest accepted length in bytes
 */
export async function readPart(
  file: string,
  start: number,
  length: number,
  limit: number,
): Promise<Buffer> {
  if (length > limit) {
    throw new ImageFileFailure(
      'malformed',
      say(
        'A part of {0} was not read, because it has {1} bytes and real ones at most {2}.',
        file,
        length,
        limit,
      ),
    );
  }
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await handle.read(buffer, done, length - done, start + done);
      if (bytesRead === 0)
        throw new ImageFileFailure('malformed', say('{0} ends too early.', file));
      done += bytesRead;
    }
    return buffer;
  } finally {
    await handle.close();
  }
}
