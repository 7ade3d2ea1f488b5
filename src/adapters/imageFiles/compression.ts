import type { Duplex } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { say } from '../../core/language.ts';
import { zstdUnpacker } from './zstd/unpackZstd.ts';

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

/** Makes what unpacks; undefined for what cannot be unpacked here. */
export type MakeUnpacker = (compression: Compression) => Duplex | undefined;

/** gzip and zstd. */
export const makeUnpacker: MakeUnpacker = (compression) => {
  switch (compression) {
    case 'gzip':
      return createGunzip({ chunkSize });
    case 'zstd':
      return zstdUnpacker();
    default:
      return undefined;
  }
};

/** Unpacked bytes that come at a time: larger parts are fewer, and hardly cost memory. */
const chunkSize = 128 * 1024;

/** Why a file was not unpacked, and what to do. */
export function notUnpacked(file: string, compression: Compression): string {
  return say(
    '{0} is compressed with {1}, which is not read. Unpack it first: {1} -dk',
    file,
    compression,
  );
}
