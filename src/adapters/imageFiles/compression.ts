import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

/** How a file is compressed as a whole, as far as it can be told; of these, `docker load` takes all. */
export type Compression = 'gzip' | 'zstd' | 'xz' | 'bzip2';

/** How many of a file's first bytes {@link compressionOf} looks at. */
export const headLength = 6;

/**
 * Tells by a file's first bytes how it is compressed; undefined when it is not, or in another way.
 * (RFC 1952, section 2.3.1; RFC 8878, sections 3.1.1 and 3.1.2; the formats of xz 5 and bzip2 1.)
 */
export function compressionOf(head: Buffer): Compression | undefined {
  const hex = head.toString('hex');
  if (hex.startsWith('1f8b')) return 'gzip';
  // The second one is a skippable frame, with which some tools begin.
  if (/^(?:28b52ffd|5[0-9a-f]2a4d18)/.test(hex)) return 'zstd';
  if (hex.startsWith('fd377a585a00')) return 'xz';
  return hex.startsWith('425a68') ? 'bzip2' : undefined;
}

/** Makes what unpacks; undefined for what this Node cannot. */
export type MakeUnpacker = (compression: Compression) => Transform | undefined;

/** What Node itself can: zstd from 22.15 on. */
export const nodeUnpacker: MakeUnpacker = (compression) => {
  // The oldest Node that runs this has no zstd, and its types neither.
  const { createGunzip, createZstdDecompress }: Unpackers = zlib;
  switch (compression) {
    case 'gzip':
      return createGunzip({ chunkSize });
    case 'zstd':
      return createZstdDecompress?.();
    default:
      return undefined;
  }
};

/** Unpacked bytes that come at a time: larger parts are fewer, and hardly cost memory. */
const chunkSize = 128 * 1024;

interface Unpackers {
  readonly createGunzip: (options: zlib.ZlibOptions) => Transform;
  readonly createZstdDecompress?: () => Transform;
}

/** Why a file was not unpacked, and what to do. */
export function notUnpacked(file: string, compression: Compression): string {
  return compression === 'zstd'
    ? `${file} is compressed with zstd, which needs Node 22.15 or newer; this is ${process.version}. Unpack it first: zstd -d`
    : `${file} is compressed with ${compression}, which is not read. Unpack it first: ${compression} -dk`;
}
