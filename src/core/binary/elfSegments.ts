/** A program header of an ELF file (System V ABI, chapter 5). */
export interface ElfSegment {
  /** e.g. 3, PT_INTERP. */
  readonly type: number;
  /** In the file, in bytes. */
  readonly offset: number;
  /** In the file, in bytes. */
  readonly size: number;
}

/** What the beginning of an ELF file says of itself. */
export interface ElfFile {
  readonly view: DataView;
  readonly isWide: boolean;
  readonly isLittle: boolean;
  /** Undefined when the headers lie beyond the bytes. */
  readonly segments: readonly ElfSegment[] | undefined;
}

/** No linker writes more; a larger number is a lie. */
const maxSegments = 256;

/** Reads the program headers from an ELF file's first bytes; undefined for every other file. Never throws. */
export function readElfSegments(bytes: Uint8Array): ElfFile | undefined {
  const isElf = [0x7f, 0x45, 0x4c, 0x46].every((byte, at) => bytes[at] === byte);
  if (!isElf || bytes.length < 64) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isWide = bytes[4] === 2;
  const isLittle = bytes[5] === 1;
  const word = (at: number): number =>
    isWide ? Number(view.getBigUint64(at, isLittle)) : view.getUint32(at, isLittle);
  const start = isWide ? word(32) : word(28);
  const size = view.getUint16(isWide ? 54 : 42, isLittle);
  const count = view.getUint16(isWide ? 56 : 44, isLittle);
  const file = { view, isWide, isLittle };
  const isThere = size >= (isWide ? 56 : 32) && start + size * count <= bytes.length;
  if (!isThere || count > maxSegments) return { ...file, segments: undefined };
  const segments = Array.from({ length: count }, (_, index): ElfSegment => {
    const at = start + index * size;
    const [offset, length] = isWide ? [at + 8, at + 32] : [at + 4, at + 16];
    return { type: view.getUint32(at, isLittle), offset: word(offset), size: word(length) };
  });
  return { ...file, segments };
}
