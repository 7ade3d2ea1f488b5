import type { Fact } from '../../core/facts.ts';
import type { LayerInspection } from '../../core/image/inspection.ts';
import { say } from '../../core/language.ts';
import type { ByteSource } from '../imageFiles/byteSource.ts';
import type { LayeredContents } from '../inspection/imageContents.ts';
import { readEntries, type ReadLayer } from './readLayer.ts';

/** Of a layer, in bytes: smaller ones are read whole, with their digest. */
const smallest = 1024 ** 2;
/** Of a part, in bytes; a part is twice as long as the one before while nothing worth a request lies between them. */
const [shortest, longest] = [64 * 1024, 4 * 1024 ** 2];
/** What is worth a request of its own to leave out, in bytes. */
const gap = 1024 ** 2;

/**
 * Reads what a layer that is not compressed says of its files, and leaves out their contents (RFC 9110, section 14).
 * Its digest cannot be verified. Undefined where that cannot be done, or spares nothing: then all of it is to be read.
 *
 * @throws the signal's reason when cancelled
 */
export async function readLayerParts(
  layer: LayerInspection,
  { part }: Pick<LayeredContents, 'part'>,
  signal: AbortSignal,
): Promise<Fact<ReadLayer> | undefined> {
  const { size, mediaType, digest } = layer;
  if (part === undefined || size < smallest) return undefined;
  if (!/\.(?:layer\.v1|rootfs\.diff)\.tar$/.test(mediaType)) return undefined;
  let bytesRead = 0;
  const source = partsSource(size, async (start, length) => {
    const read = await part(layer, start, length, signal);
    if (!read.known) throw new Error(read.reason.message);
    bytesRead += length;
    return read.value;
  });
  try {
    const entries = await readEntries(source, say('The layer {0}', digest));
    return { known: true, value: { entries, bytesRead, isPartial: true }, asOf: Date.now() };
  } catch {
    // Whoever reads all of it hears what is wrong, once the digest is known to be right.
    signal.throwIfAborted();
    return undefined;
  }
}

function partsSource(
  size: number,
  read: (start: number, length: number) => Promise<Buffer>,
): ByteSource {
  let [at, start, span] = [0, 0, shortest];
  let held: Buffer = Buffer.alloc(0);
  return {
    async next(wanted) {
      const end = Math.min(at + wanted, size);
      const behind = start + held.length;
      if (end > behind) {
        span = at - behind < gap ? Math.min(span * 2, longest) : shortest;
        const from = Math.max(at, behind);
        const found = await read(from, Math.min(size, Math.max(end, from + span)) - from);
        held = Buffer.concat([held.subarray(at - start), found]);
        start = at;
      }
      const part = held.subarray(at - start, end - start);
      at = end;
      return part;
    },
    skip(length) {
      at += length;
      return Promise.resolve(at <= size);
    },
    close: () => Promise.resolve(),
  };
}
