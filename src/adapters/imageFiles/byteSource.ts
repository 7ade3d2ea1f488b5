import { createReadStream } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { Transform } from 'node:stream';
import { compressionOf, headLength, nodeUnpacker, notUnpacked } from './compression.ts';
import { ImageFileFailure } from './imageFileFailure.ts';

/** Bytes that are read from the first to the last. */
export interface ByteSource {
  /** The next bytes: as many as asked for, or fewer at the end. */
  next(length: number): Promise<Buffer>;
  /** Goes on without reading; answers whether there were so many bytes. */
  skip(length: number): Promise<boolean>;
  close(): Promise<void>;
}

/** A compressed file may unpack to as many bytes; more would take hours. */
const maxUnpacked = 64 * 1024 ** 3;

/**
 * Opens a file, unpacking it where it is compressed: its first bytes tell.
 *
 * @throws ImageFileFailure when it is no file, or compressed in a way that cannot be unpacked here
 */
export async function openSource(
  file: string,
  signal: AbortSignal,
  makeUnpacker = nodeUnpacker,
): Promise<{ readonly source: ByteSource; readonly isCompressed: boolean }> {
  // A pipe or a device may never end.
  const found = await stat(file);
  if (!found.isFile()) throw new ImageFileFailure('malformed', `${file} is no file.`);
  const handle = await open(file, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(headLength), 0, headLength, 0);
    const compression = compressionOf(buffer.subarray(0, bytesRead));
    if (compression === undefined) {
      return {
        source: plainSource(await open(file, 'r'), found.size, signal),
        isCompressed: false,
      };
    }
    const unpacker = makeUnpacker(compression);
    if (unpacker === undefined) {
      throw new ImageFileFailure('failed', `${notUnpacked(file, compression)}.`);
    }
    return { source: unpackedSource(file, unpacker, signal), isCompressed: true };
  } finally {
    await handle.close();
  }
}

/** Skipping costs nothing here, however large a layer is. */
function plainSource(handle: FileHandle, size: number, signal: AbortSignal): ByteSource {
  let at = 0;
  return {
    async next(length) {
      signal.throwIfAborted();
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await handle.read(buffer, 0, length, at);
      at += bytesRead;
      return buffer.subarray(0, bytesRead);
    },
    skip(length) {
      at += length;
      return Promise.resolve(at <= size);
    },
    close: () => handle.close(),
  };
}

function unpackedSource(file: string, unpacker: Transform, signal: AbortSignal): ByteSource {
  const compressed = createReadStream(file, { signal });
  const unpacked = compressed.pipe(unpacker);
  compressed.on('error', (error) => unpacked.destroy(error));
  // Nobody listens before the first bytes are wanted, nor after the last: who reads then hears of it.
  unpacked.on('error', () => undefined);
  return streamSource(unpacked, file, () => {
    compressed.destroy();
    unpacked.destroy();
  });
}

/**
 * Reads parts as they come.
 *
 * @param place for messages
 * @param close what is to be done with the parts that nobody wants any more
 */
export function streamSource(
  parts: AsyncIterable<Buffer>,
  place: string,
  close: () => void,
): ByteSource {
  const chunks = parts[Symbol.asyncIterator]();
  let left: Buffer = Buffer.alloc(0);
  let total = 0;

  /** @param use takes the bytes, in parts; answers whether there were so many */
  async function take(length: number, use?: (part: Buffer) => void): Promise<boolean> {
    let missing = length;
    while (missing > 0) {
      if (left.length === 0) {
        const chunk = await chunks.next();
        if (chunk.done === true) break;
        left = chunk.value;
        total += left.length;
        if (total > maxUnpacked) {
          throw new ImageFileFailure('malformed', `${place} unpacks to more than 64 GB.`);
        }
      }
      const part = left.subarray(0, missing);
      left = left.subarray(part.length);
      missing -= part.length;
      use?.(part);
    }
    return missing === 0;
  }

  return {
    async next(length) {
      // Most of what is wanted lies in one part.
      if (left.length >= length) {
        const part = left.subarray(0, length);
        left = left.subarray(length);
        return part;
      }
      const found: Buffer[] = [];
      await take(length, (part) => found.push(part));
      return Buffer.concat(found);
    },
    skip: (length) => take(length),
    close() {
      close();
      return Promise.resolve();
    },
  };
}
