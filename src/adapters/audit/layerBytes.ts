import type { LayerInspection } from '../../core/image/inspection.ts';
import type { LayeredContents } from '../inspection/imageContents.ts';
import { unpackedParts } from './readLayer.ts';

/** Bytes of a layer, with how many of them were read. */
export interface LayerBytes {
  /** In bytes. */
  readonly size: number;
  /** How many were read, in all. */
  count(): number;
  /** @throws where the place hands over whole layers only, or breaks off, and the signal's reason when cancelled */
  read(start: number, length: number): Promise<Buffer>;
}

/** Bytes of a layer as it is stored. */
export function layerBytes(
  layer: Pick<LayerInspection, 'digest' | 'size'>,
  part: NonNullable<LayeredContents['part']>,
  signal: AbortSignal,
): LayerBytes {
  let bytesRead = 0;
  return {
    size: layer.size,
    count: () => bytesRead,
    async read(start, length) {
      const found = await part(layer, start, length, signal);
      if (!found.known) throw new Error(found.reason.message);
      bytesRead += length;
      return found.value;
    },
  };
}

/**
 * Unpacks gzip or zstd.
 *
 * @param length unpacked, in bytes: no more is unpacked
 * @returns fewer bytes where there are no more; undefined when they are damaged
 */
export async function unpackBytes(packed: Buffer, length: number): Promise<Buffer | undefined> {
  async function* all(): AsyncGenerator<Buffer> {
    yield await Promise.resolve(packed);
  }
  const source = await unpackedParts(all(), 'It', 2 ** 40);
  try {
    return await source.next(length);
  } catch {
    return undefined;
  } finally {
    await source.close();
  }
}
