import { deflateRawSync } from 'node:zlib';

/** One entry of a zip archive. */
export interface ZippedFile {
  readonly name: string;
  readonly body: Buffer;
  readonly isStored?: boolean;
  /** Its sizes follow the content, as Java writes them; `unsigned` without the descriptor's own number. */
  readonly descriptor?: 'signed' | 'unsigned';
}

/** Writes a zip archive (APPNOTE.TXT 6.3.10), with sums of zero: nobody compares them. */
export function zipOf(files: readonly ZippedFile[]): Buffer {
  const end = Buffer.alloc(46);
  end.writeUInt32LE(0x02014b50);
  return Buffer.concat([...files.flatMap(partsOf), end]);
}

function partsOf({ name, body, isStored = false, descriptor }: ZippedFile): readonly Buffer[] {
  const packed = isStored ? body : deflateRawSync(body);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50);
  header.writeUInt16LE(isStored ? 0 : 8, 8);
  header.writeUInt16LE(name.length, 26);
  const start = [header, Buffer.from(name), packed];
  if (descriptor === undefined) {
    header.writeUInt32LE(packed.length, 18);
    header.writeUInt32LE(body.length, 22);
    return start;
  }
  header.writeUInt16LE(8, 6);
  const sizes = Buffer.alloc(16);
  sizes.writeUInt32LE(0x08074b50);
  sizes.writeUInt32LE(packed.length, 8);
  sizes.writeUInt32LE(body.length, 12);
  return [...start, descriptor === 'signed' ? sizes : sizes.subarray(4)];
}
