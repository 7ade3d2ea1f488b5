import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** A file in a zip archive. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes that it takes in the archive. */
  readonly packedSize: number;
  readonly read: () => Buffer;
}

const endOfDirectory = Buffer.from('PK\x05\x06', 'latin1');
const directoryEntrySize = 46;
const localHeaderSize = 30;
const stored = 0;

/** The files of a zip archive without extensions (APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16). */
export function readZip(file: string): ZipEntry[] {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(endOfDirectory);
  const count = bytes.readUInt16LE(end + 10);
  const entries: ZipEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    const method = bytes.readUInt16LE(at + 10);
    const packedSize = bytes.readUInt32LE(at + 20);
    const nameLength = bytes.readUInt16LE(at + 28);
    const skipped = bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    const header = bytes.readUInt32LE(at + 42);
    const nameStart = at + directoryEntrySize;
    entries.push({
      name: bytes.toString('utf8', nameStart, nameStart + nameLength),
      packedSize,
      read: () => {
        const start =
          header +
          localHeaderSize +
          bytes.readUInt16LE(header + 26) +
          bytes.readUInt16LE(header + 28);
        const packed = bytes.subarray(start, start + packedSize);
        return method === stored ? packed : inflateRawSync(packed);
      },
    });
    at = nameStart + nameLength + skipped;
  }
  return entries;
}
