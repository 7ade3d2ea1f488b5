import { createReadStream } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import { say } from '../../core/language.ts';
import { streamSource, type ByteSource } from './byteSource.ts';
import { compressionOf, headLength, makeUnpacker, notUnpacked } from './compression.ts';
import { ImageFileFailure } from './imageFileFailure.ts';

/**
 * Opens a file, unpacking it where it is compressed: its first bytes tell.
 *
 * @throws ImageFileFailure when it is no file, or compressed in a way that cannot be unpacked here
 */
export async function openSource(
  file: string,
  signal: AbortSignal,
  unpackerOf = makeUnpacker,
): Promise<{ readonly source: ByteSource; readonly isCompressed: boolean }> {
  // A pipe or a device may never end.
  const found = await stat(file);
  if (!found.isFile()) throw new ImageFileFailure('malformed', say('{0} is no file.', file));
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
    const unpacker = unpackerOf(compression);
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

function unpackedSource(file: string, unpacker: Duplex, signal: AbortSignal): ByteSource {
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
