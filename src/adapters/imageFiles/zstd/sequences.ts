import { backwardBits, readBits } from './bits.ts';
import { damaged } from './damaged.ts';
import { makeFseTable, readFseTable, singleState, type FseTable } from './fse.ts';

/** Tables of literals' lengths, offsets and matches' lengths, as the blocks of a frame hand them on. */
export type SequenceTables = [FseTable?, FseTable?, FseTable?];

/** Copies of earlier bytes, each after some literals: three numbers for each (length, offset, match). */
export type Sequences = Uint32Array;

/** How often a number stands one after the other. */
function repeated(pairs: readonly (readonly [value: number, times: number])[]): number[] {
  return pairs.flatMap(([value, times]) => Array.from({ length: times }, () => value));
}

/** Values from widths of bits: each begins where the one before ends (RFC 8878, section 3.1.1.3.2.1.1). */
function basesOf(widths: readonly number[], first: number): readonly number[] {
  let next = first;
  return widths.map((width) => {
    const base = next;
    next += 2 ** width;
    return base;
  });
}

const lengthBits = [...repeated([[0, 16], [1, 4], [2, 2], [3, 2]]), 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]; // prettier-ignore
const matchBits = [...repeated([[0, 32], [1, 4], [2, 2], [3, 2], [4, 2]]), 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]; // prettier-ignore
const lengthBases = basesOf(lengthBits, 0);
const matchBases = basesOf(matchBits, 3);

/** Of each of the three: its own limits, and the shares that need not be written (section 3.1.1.3.2.2). */
const kinds = [
  {
    ...{ maxLog: 9, maxSymbol: 35, log: 6 },
    shares: [4, 3, ...repeated([[2, 11], [1, 3], [2, 9]]), 3, 2, ...repeated([[1, 5], [-1, 4]])], // prettier-ignore
  },
  {
    ...{ maxLog: 8, maxSymbol: 31, log: 5 },
    shares: repeated([[1, 6], [2, 3], [1, 15], [-1, 5]]), // prettier-ignore
  },
  {
    ...{ maxLog: 9, maxSymbol: 52, log: 6 },
    shares: [1, 4, 3, ...repeated([[2, 6], [1, 37], [-1, 7]])], // prettier-ignore
  },
] as const;

/**
 * Reads the sequences of a block (RFC 8878, section 3.1.1.3.2).
 *
 * @param tables of the block before, which are replaced
 */
export function readSequences(bytes: Uint8Array, tables: SequenceTables): Sequences {
  const [first = 0, second = 0, third = 0] = bytes;
  if (first === 0) return new Uint32Array(0);
  const count =
    first < 128
      ? first
      : first < 255
        ? (first - 128) * 256 + second
        : second + third * 256 + 32_512;
  let at = first < 128 ? 1 : first < 255 ? 2 : 3;
  const modes = bytes[at++];
  if (modes === undefined) throw damaged();
  kinds.forEach((kind, index) => {
    const mode = (modes >> (6 - 2 * index)) & 3;
    if (mode === 0) tables[index] = makeFseTable(kind.shares, kind.log);
    else if (mode === 1) tables[index] = singleState(bytes[at++] ?? 0);
    else if (mode === 2) {
      const { table, length } = readFseTable(bytes.subarray(at), kind);
      tables[index] = table;
      at += length;
    }
  });
  const [lengths, offsets, matches] = tables;
  if (!lengths || !offsets || !matches) throw damaged();

  const bits = backwardBits(bytes.subarray(at));
  const states = [lengths, offsets, matches].map(({ log }) => readBits(bits, log));
  let [lengthState = 0, offsetState = 0, matchState = 0] = states;
  const found = new Uint32Array(count * 3);
  for (let sequence = 0; sequence < found.length; sequence += 3) {
    if (bits.left < 0) throw damaged();
    const length = lengths.symbols[lengthState] ?? 0;
    const offset = offsets.symbols[offsetState] ?? 0;
    const match = matches.symbols[matchState] ?? 0;
    if (offset > 31 || length > 35 || match > 52) throw damaged();
    found[sequence + 1] = 2 ** offset + readBits(bits, offset);
    found[sequence + 2] = (matchBases[match] ?? 0) + readBits(bits, matchBits[match] ?? 0);
    found[sequence] = (lengthBases[length] ?? 0) + readBits(bits, lengthBits[length] ?? 0);
    if (sequence + 3 === found.length) break;
    lengthState = nextState(lengths, lengthState, readBits(bits, lengths.counts[lengthState] ?? 0));
    matchState = nextState(matches, matchState, readBits(bits, matches.counts[matchState] ?? 0));
    offsetState = nextState(offsets, offsetState, readBits(bits, offsets.counts[offsetState] ?? 0));
  }
  if (bits.left !== 0) throw damaged();
  return found;
}

function nextState({ bases }: FseTable, state: number, bits: number): number {
  return (bases[state] ?? 0) + bits;
}
