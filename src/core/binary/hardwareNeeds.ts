import { readElfSegments, type ElfFile } from './elfSegments.ts';

/** What an ELF file says of the processor that it needs, beside its architecture. */
export interface HardwareNeeds {
  /** Of 32-bit ARM: 4 to 8 as in ARMv7, from its attributes. */
  readonly armVersion?: number;
  /** Of 32-bit ARM: how it hands numbers with fractions to functions, from its header. */
  readonly armFloat?: 'hard' | 'soft';
  /** Of amd64: 2 to 4 as in x86-64-v3, from its notes. */
  readonly amd64Level?: number;
}

/** How the attributes of 32-bit ARM begin, behind a letter and a length. */
export const armAttributes = 'aeabi\0\u0001';

/** EF_ARM_ABI_FLOAT_HARD and EF_ARM_ABI_FLOAT_SOFT (ELF for the Arm Architecture, 2024Q3, table 4-2). */
const floats = { hard: 0x400, soft: 0x200 };
const [notes, properties] = [4, 0x6474e553];

/**
 * What an ELF file needs of a processor, from its first bytes and, for 32-bit ARM, those with the last
 * {@link armAttributes}. Nothing where the file does not tell: Go writes no attributes. Never throws.
 *
 * Sources: ELF for the Arm Architecture 2024Q3 (header flags), Addenda to the ABI for the Arm Architecture 2024Q3
 * (Tag_CPU_arch), x86-64 psABI 1.0 (GNU_PROPERTY_X86_ISA_1_NEEDED).
 */
export function readHardwareNeeds(head: Uint8Array, tail: Uint8Array): HardwareNeeds {
  const elf = readElfSegments(head);
  if (elf === undefined) return {};
  const machine = elf.view.getUint16(18, elf.isLittle);
  if (machine === 62) {
    const amd64Level = readLevel(elf);
    return amd64Level === undefined ? {} : { amd64Level };
  }
  if (machine !== 40 || elf.isWide) return {};
  const flags = elf.view.getUint32(36, elf.isLittle);
  const [armVersion, isHard = false] = readArmAttributes(tail, elf.isLittle);
  const float = isHard || flags & floats.hard ? 'hard' : flags & floats.soft ? 'soft' : undefined;
  return {
    ...(armVersion !== undefined && { armVersion }),
    ...(float !== undefined && { armFloat: float }),
  };
}

/** ARMv4 to ARMv8 by Tag_CPU_arch, whose numbers are in the order of their invention. */
const versions: readonly (number | undefined)[] = [
  ...[undefined, 4, 4, 5, 5, 5, 6, 6, 6, 6, 7, 6, 6, 7, 8, 8, 8, 8, 8, 8, 8, 8, 8],
];

/**
 * The attributes of a file: `A`, a length, `aeabi`, and then tags with values (ULEB128, or text).
 *
 * @returns its version, and whether Tag_ABI_VFP_args says that numbers with fractions have registers of their own
 */
function readArmAttributes(
  tail: Uint8Array,
  isLittle: boolean,
): readonly [version?: number | undefined, isHard?: boolean] {
  const start = lastIndexOf(
    tail,
    Array.from(armAttributes, (letter) => letter.charCodeAt(0)),
  );
  if (start < 5 || tail[start - 5] !== 0x41) return [];
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  let at = start + 7;
  if (at + 4 > tail.length) return [];
  const found: { version?: number | undefined; isHard: boolean } = { isHard: false };
  const end = Math.min(tail.length, start + 6 + view.getUint32(at, isLittle));
  at += 4;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; at < end && shift < 28; shift += 7) {
      const byte = tail[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < end) {
    const tag = number();
    // Tag_CPU_raw_name, Tag_CPU_name and all odd ones above 32 are texts; Tag_compatibility is both.
    const isText = tag === 4 || tag === 5 || (tag > 32 && tag % 2 === 1);
    if (tag === 6) {
      found.version = versions[number()];
      continue;
    }
    if (tag === 28) {
      found.isHard = number() === 1;
      continue;
    }
    if (tag === 32) number();
    if (isText || tag === 32) while (at < end && tail[at++] !== 0);
    else number();
  }
  return [found.version, found.isHard];
}

function lastIndexOf(bytes: Uint8Array, wanted: readonly number[]): number {
  for (let at = bytes.lastIndexOf(wanted[0] ?? 0); at >= 0; at = bytes.lastIndexOf(0x61, at - 1)) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at;
    if (at === 0) break;
  }
  return -1;
}

/** GNU_PROPERTY_X86_ISA_1_NEEDED, among the properties of the note NT_GNU_PROPERTY_TYPE_0. */
function readLevel({ view, isLittle, segments = [] }: ElfFile): number | undefined {
  const segment =
    segments.find(({ type }) => type === properties) ?? segments.find(({ type }) => type === notes);
  if (segment === undefined) return undefined;
  const end = Math.min(segment.offset + segment.size, view.byteLength);
  // A note: lengths of name and description, type, `GNU\0`; then properties of type, length and data.
  let at = segment.offset;
  while (at + 16 <= end) {
    const length = view.getUint32(at + 4, isLittle);
    const isGnu = view.getUint32(at, isLittle) === 4 && view.getUint32(at + 12) === 0x474e5500;
    const stop = Math.min(at + 16 + length, end);
    if (isGnu && view.getUint32(at + 8, isLittle) === 5) {
      return levelAmong(view, isLittle, at + 16, stop);
    }
    at = at + 16 + Math.ceil(length / 4) * 4;
  }
  return undefined;
}

function levelAmong(view: DataView, isLittle: boolean, from: number, to: number) {
  for (let at = from; at + 12 <= to;) {
    const length = view.getUint32(at + 4, isLittle);
    if (view.getUint32(at, isLittle) === 0xc0008002 && length === 4) {
      const needed = view.getUint32(at + 8, isLittle);
      if (needed & 8) return 4;
      if (needed & 4) return 3;
      return needed & 2 ? 2 : undefined;
    }
    at += 8 + Math.ceil(length / 8) * 8;
  }
  return undefined;
}
