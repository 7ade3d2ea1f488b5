import { damaged } from './damaged.ts';
import { readHuffmanStream, readHuffmanTable, type HuffmanTable } from './huffman.ts';

/** The literals of a block (RFC 8878, section 3.1.1.3.1), and how many bytes they took. */
interface Literals {
  readonly bytes: Uint8Array;
  readonly length: number;
  /** For the blocks that follow. */
  readonly table: HuffmanTable | undefined;
}

/** Most bytes of a block, unpacked. */
export const maxBlock = 128 * 1024;

/** Reads a block's literals. @param known the table of the block before */
export function readLiterals(block: Uint8Array, known: HuffmanTable | undefined): Literals {
  const [first = 0] = block;
  const [kind, format] = [first & 3, (first >> 2) & 3];
  const number = (length: number): number => {
    let value = 0;
    for (let at = length - 1; at >= 0; at--) value = value * 256 + (block[at] ?? 0);
    return value;
  };
  if (kind < 2) {
    const head = format === 1 ? 2 : format === 3 ? 3 : 1;
    const size = format % 2 === 0 ? first >> 3 : number(head) >> 4;
    const length = head + (kind === 0 ? size : 1);
    if (size > maxBlock || length > block.length) throw damaged();
    const bytes =
      kind === 0 ? block.subarray(head, length) : new Uint8Array(size).fill(block[head] ?? 0);
    return { bytes, length, table: known };
  }
  const head = format < 2 ? 3 : format + 2;
  const bits = { 3: 10, 4: 14, 5: 18 }[head] ?? 10;
  const sizes = Math.floor(number(head) / 16);
  const size = sizes % 2 ** bits;
  const length = head + Math.floor(sizes / 2 ** bits);
  if (size > maxBlock || length > block.length) throw damaged();
  let packed = block.subarray(head, length);
  let table = known;
  if (kind === 2) {
    const read = readHuffmanTable(packed);
    table = read.table;
    packed = packed.subarray(read.length);
  }
  if (table === undefined) throw damaged();
  const bytes = new Uint8Array(size);
  if (format === 0) readHuffmanStream(packed, table, bytes);
  else readFourStreams(packed, table, bytes);
  return { bytes, length, table };
}

/** Three lengths, then four streams of a fourth of the bytes each. */
function readFourStreams(packed: Uint8Array, table: HuffmanTable, into: Uint8Array): void {
  const part = (into.length + 3) >> 2;
  let at = 6;
  for (let stream = 0; stream < 4; stream++) {
    const length = (packed[2 * stream] ?? 0) + (packed[2 * stream + 1] ?? 0) * 256;
    const end = stream === 3 ? packed.length : at + length;
    if (end > packed.length || end <= at || part * 3 > into.length) throw damaged();
    const to = stream === 3 ? into.length : part * (stream + 1);
    readHuffmanStream(packed.subarray(at, end), table, into.subarray(part * stream, to));
    at = end;
  }
}
