import { damaged } from './damaged.ts';
import type { HuffmanTable } from './huffman.ts';
import { maxBlock, readLiterals } from './literals.ts';
import { readSequences, type SequenceTables } from './sequences.ts';

/** How much more than the window is kept, so that it moves seldom. */
const spare = 4 * 1024 * 1024;

/** The bytes of a frame that were unpacked last, to which those that follow refer (RFC 8878, section 3.1.1). */
export class FrameWindow {
  readonly #size: number;
  #bytes: Buffer = Buffer.alloc(2 * maxBlock);
  #end = 0;
  #huffman: HuffmanTable | undefined;
  readonly #tables: SequenceTables = [];
  /** The last three offsets, the last one first. */
  readonly #offsets = Uint32Array.of(1, 4, 8);

  /** @param size in bytes */
  constructor(size: number) {
    this.#size = size;
  }

  /** Unpacks a block. @returns bytes of its own */
  unpack(block: Uint8Array): Buffer {
    this.#makeRoom();
    const start = this.#end;
    const literals = readLiterals(block, this.#huffman);
    this.#huffman = literals.table;
    const sequences = readSequences(block.subarray(literals.length), this.#tables);
    const { bytes } = literals;
    let used = 0;
    for (let at = 0; at < sequences.length; at += 3) {
      const length = sequences[at] ?? 0;
      const offset = this.#offsetOf(sequences[at + 1] ?? 0, length);
      const match = sequences[at + 2] ?? 0;
      const isFitting = this.#end + length + match <= start + maxBlock;
      if (!isFitting || used + length > bytes.length) throw damaged();
      this.#add(bytes, used, length);
      used += length;
      this.#repeat(offset, match);
    }
    const rest = bytes.subarray(used);
    if (this.#end + rest.length > start + maxBlock) throw damaged();
    this.#bytes.set(rest, this.#end);
    this.#end += rest.length;
    return Buffer.from(this.#bytes.subarray(start, this.#end));
  }

  /** Takes a block as it is: at most {@link maxBlock} bytes. */
  take(block: Buffer): Buffer {
    this.#makeRoom();
    this.#bytes.set(block, this.#end);
    this.#end += block.length;
    return block;
  }

  #makeRoom(): void {
    if (this.#end + maxBlock <= this.#bytes.length) return;
    const most = this.#size + spare;
    if (this.#bytes.length < most) {
      const larger = Buffer.alloc(Math.min(2 * this.#bytes.length, Math.max(most, 2 * maxBlock)));
      larger.set(this.#bytes.subarray(0, this.#end));
      this.#bytes = larger;
      if (this.#end + maxBlock <= larger.length) return;
    }
    this.#bytes.copyWithin(0, this.#end - this.#size, this.#end);
    this.#end = this.#size;
  }

  /** The last three offsets have numbers of their own (section 3.1.1.5). */
  #offsetOf(code: number, length: number): number {
    const last = this.#offsets;
    const first = last[0] ?? 0;
    const which = code > 3 ? 3 : length === 0 ? code : code - 1;
    if (which === 0) return first;
    const offset = code > 3 ? code - 3 : which === 3 ? first - 1 : (last[which] ?? 0);
    if (which > 1) last[2] = last[1] ?? 0;
    last[1] = first;
    last[0] = offset;
    return offset;
  }

  #add(from: Uint8Array, start: number, length: number): void {
    const bytes = this.#bytes;
    let at = this.#end;
    // Most are shorter than what a call costs.
    if (length > 64) bytes.set(from.subarray(start, start + length), at);
    else for (let each = start; each < start + length; each++) bytes[at++] = from[each] ?? 0;
    this.#end += length;
  }

  /** A match may reach into itself. */
  #repeat(offset: number, length: number): void {
    const from = this.#end - offset;
    if (from < 0 || offset <= 0 || offset > Math.max(this.#size, maxBlock)) throw damaged();
    const bytes = this.#bytes;
    const end = this.#end + length;
    if (offset >= length && length > 64) bytes.copyWithin(this.#end, from, from + length);
    else for (let at = this.#end; at < end; at++) bytes[at] = bytes[at - offset] ?? 0;
    this.#end = end;
  }
}
