import { damaged } from './damaged.ts';

/** Position of the highest bit that is set, from 0; -1 for 0. */
export function highestBit(value: number): number {
  return 31 - Math.clz32(value);
}

/** At most 25 bits that begin at a bit's place; what lies outside of the bytes is 0. */
export function bitsAt(bytes: Uint8Array, place: number, count: number): number {
  if (place < 0) return place + count <= 0 ? 0 : bitsAt(bytes, 0, count + place) << -place;
  const at = place >> 3;
  const word =
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24);
  return (word >>> (place & 7)) & ((1 << count) - 1);
}

/** Bits that are read from the last to the first (RFC 8878, section 4.1). */
export interface BackwardBits {
  readonly bytes: Uint8Array;
  /** How many are left; negative once more were read than there are. */
  left: number;
}

/** The bits before the mark that ends them. */
export function backwardBits(bytes: Uint8Array): BackwardBits {
  const last = bytes.at(-1) ?? 0;
  if (last === 0) throw damaged();
  return { bytes, left: bytes.length * 8 - 8 + highestBit(last) };
}

/** The next bits: at most 32. */
export function readBits(bits: BackwardBits, count: number): number {
  if (count > 16) {
    const high = readBits(bits, count - 16);
    return high * 65_536 + readBits(bits, 16);
  }
  bits.left -= count;
  return bitsAt(bits.bytes, bits.left, count);
}
