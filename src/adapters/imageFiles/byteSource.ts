import { createReadStream } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { ImageFileFailure } from './imageFileFailure.ts';

/** Bytes that are read from the first to the last. */
export interface ByteSource {
  /** The next bytes: as many as asked for, or fewer at the end. */
  next(length: number): Promise<Buffer>;
  /** Goes on without reading. */
  skip(length: number): Promise<void>;
  close(): Promise<void>;
}

/** A compressed file may unpack to as many bytes; more would take hours. */
const maxUnpacked = 64 * 1024 ** 3;

/** Opens a file, through gzip where it is compressed: its first bytes tell. */
export async function openSource(
  file: string,
  signal: AbortSignal,
): Promise<{ readonly source: ByteSource; readonly isCompressed: boolean }> {
  // A pipe or a device may never end.
  if (!(await stat(file)).isFile()) throw new ImageFileFailure('malformed', `${file} is no file.`);
  const handle = await open(file, 'r');
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  const isCompressed = bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  if (!isCompressed) return { source: plainSource(handle, signal), isCompressed };
  await handle.close();
  return { source: gzipSource(file, signal), isCompressed };
}

/** Skipping costs nothing here, however large a layer is. */
function plainSource(handle: FileHandle, signal: AbortSignal): ByteSource {
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
      return Promise.resolve();
    },
    close: () => handle.close(),
  };
}

function gzipSource(file: string, signal: AbortSignal): ByteSource {
  const compressed = createReadStream(file, { signal });
  const unpacked = compressed.pipe(createGunzip());
  compressed.on('error', (error) => unpacked.destroy(error));
  const chunks: AsyncIterator<Buffer, undefined> = unpacked[Symbol.asyncIterator]();
  let left: Buffer = Buffer.alloc(0);
  let total = 0;

  async function take(length: number, keep: boolean): Promise<Buffer> {
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      if (left.length === 0) {
        const chunk = await chunks.next();
        if (chunk.done === true) break;
        left = chunk.value;
        total += left.length;
        if (total > maxUnpacked) {
          throw new ImageFileFailure('malformed', `${file} unpacks to more than 64 GB.`);
        }
      }
      const part = left.subarray(0, missing);
      left = left.subarray(part.length);
      missing -= part.length;
      if (keep) parts.push(part);
    }
    return Buffer.concat(parts);
  }

  return {
    next: (length) => take(length, true),
    skip: async (length) => {
      await take(length, false);
    },
    close() {
      compressed.destroy();
      unpacked.destroy();
      return Promise.resolve();
    },
  };
}
