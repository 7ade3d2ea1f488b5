import { backwardBits, bitsAt, highestBit, readBits } from './bits.ts';
import { damaged } from './damaged.ts';
import { readFseTable } from './fse.ts';

/** What so many bits stand for (RFC 8878, section 4.2). */
export interface HuffmanTable {
  /** Bits of the longest code. */
  readonly log: number;
  /** By as many bits: a symbol, and how many of the bits are its code. */
  readonly symbols: Uint8Array;
  readonly lengths: Uint8Array;
}

/** Reads a table, and how many bytes it takes. */
export function readHuffmanTable(bytes: Uint8Array): {
  readonly table: HuffmanTable;
  readonly length: number;
} {
  const [head] = bytes;
  if (head === undefined) throw damaged();
  if (head < 128) {
    const length = 1 + head;
    if (length > bytes.length) throw damaged();
    return { table: makeTable(packedWeights(bytes.subarray(1, length))), length };
  }
  const count = head - 127;
  const length = 1 + ((count + 1) >> 1);
  if (length > bytes.length) throw damaged();
  const weights = Array.from({ length: count }, (_, at) => {
    const pair = bytes[1 + (at >> 1)] ?? 0;
    return at % 2 === 0 ? pair >> 4 : pair & 15;
  });
  return { table: makeTable(weights), length };
}

/** Two states take turns. */
function packedWeights(bytes: Uint8Array): number[] {
  const { table, length } = readFseTable(bytes, { maxLog: 6, maxSymbol: 12 });
  const bits = backwardBits(bytes.subarray(length));
  const weights: number[] = [];
  let state = readBits(bits, table.log);
  let other = readBits(bits, table.log);
  if (bits.left < 0) throw damaged();
  for (;;) {
    if (weights.length > 253) throw damaged();
    weights.push(table.symbols[state] ?? 0);
    const next = (table.bases[state] ?? 0) + readBits(bits, table.counts[state] ?? 0);
    if (bits.left < 0) return [...weights, table.symbols[other] ?? 0];
    [state, other] = [other, next];
  }
}

/** The weight of the last symbol is what is left of a power of two. */
function makeTable(weights: number[]): HuffmanTable {
  const sum = weights.reduce((total, weight) => total + (weight > 0 ? 1 << (weight - 1) : 0), 0);
  const log = highestBit(sum) + 1;
  const left = (1 << log) - sum;
  if (sum === 0 || log > 11 || (left & (left - 1)) !== 0) throw damaged();
  weights.push(highestBit(left) + 1);
  const symbols = new Uint8Array(1 << log);
  const lengths = new Uint8Array(1 << log);
  let at = 0;
  for (let weight = 1; weight <= log; weight++) {
    weights.forEach((each, symbol) => {
      if (each !== weight) return;
      const end = at + (1 << (weight - 1));
      symbols.fill(symbol, at, end);
      lengths.fill(log + 1 - weight, at, end);
      at = end;
    });
  }
  return { log, symbols, lengths };
}

/** Fills a part of the literals from one stream. */
export function readHuffmanStream(
  bytes: Uint8Array,
  { log, symbols, lengths }: HuffmanTable,
  into: Uint8Array,
): void {
  let { left } = backwardBits(bytes);
  for (let at = 0; at < into.length; at++) {
    const code = bitsAt(bytes, left - log, log);
    into[at] = symbols[code] ?? 0;
    left -= lengths[code] ?? 0;
  }
  if (left !== 0) throw damaged();
}
