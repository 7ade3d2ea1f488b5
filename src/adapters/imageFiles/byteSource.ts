import { say } from '../../core/language.ts';
import { sizeText } from '../../core/size.ts';
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
 * Reads parts as they come.
 *
 * @param place for messages
 * @param close what is to be done with the parts that nobody wants any more
 * @param limit in bytes: more is a failure
 */
export function streamSource(
  parts: AsyncIterable<Buffer>,
  place: string,
  close: () => void,
  limit = maxUnpacked,
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
        if (total > limit) {
          throw new ImageFileFailure(
            'malformed',
            say('{0} unpacks to more than {1}.', place, sizeText(limit)),
          );
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

/** Reads bytes that are all there. */
export function bytesSource(bytes: Buffer): ByteSource {
  let at = 0;
  return {
    next(length) {
      const part = bytes.subarray(at, at + length);
      at += part.length;
      return Promise.resolve(part);
    },
    skip(length) {
      at += length;
      return Promise.resolve(at <= bytes.length);
    },
    close: () => Promise.resolve(),
  };
}
