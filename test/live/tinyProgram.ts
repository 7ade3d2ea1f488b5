/** Where the program lies in memory. */
const base = 0x10000;
const headerLength = 64 + 56;

/**
 * A whole ELF program of a few instructions, which prints its architecture and ends: for the
 * architectures of which no base image is there.
 */
export function tinyProgram(architecture: 'riscv64' | 'ppc64le'): Buffer {
  const text = Buffer.from(`${architecture}\n`);
  const code = { riscv64, ppc64le }[architecture](text.length);
  const length = headerLength + 4 * code.length + text.length;
  const header = Buffer.alloc(headerLength);
  // ELF header: 64 bits, little endian, an executable (System V ABI, chapter 4).
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE({ riscv64: 243, ppc64le: 21 }[architecture], 18);
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(base + headerLength), 24);
  header.writeBigUInt64LE(64n, 32);
  // The calling convention: double floats on RISC-V, version 2 on POWER.
  header.writeUInt32LE({ riscv64: 4, ppc64le: 2 }[architecture], 48);
  [64, 56, 1, 64].forEach((value, at) => header.writeUInt16LE(value, 52 + 2 * at));
  // One segment, the whole file, to be read and run.
  header.writeUInt32LE(1, 64);
  header.writeUInt32LE(5, 68);
  [0, base, base, length, length, 0x1000].forEach((value, at) =>
    header.writeBigUInt64LE(BigInt(value), 72 + 8 * at),
  );
  const instructions = Buffer.alloc(4 * code.length);
  code.forEach((word, at) => instructions.writeUInt32LE(word, 4 * at));
  return Buffer.concat([header, instructions, text]);
}

/** write(1, text, length); exit(0) */
function riscv64(length: number): readonly number[] {
  const li = (register: number, value: number) => (value << 20) | (register << 7) | 0x13;
  const [a0, a1, a2, a7] = [10, 11, 12, 17];
  const ecall = 0x73;
  return [
    li(a7, 64),
    li(a0, 1),
    // auipc a1, 0: the address of this instruction; the text is seven further.
    (a1 << 7) | 0x17,
    (28 << 20) | (a1 << 15) | (a1 << 7) | 0x13,
    li(a2, length),
    ecall,
    li(a7, 93),
    li(a0, 0),
    ecall,
  ];
}

/** The same; the address of the text in two halves. */
function ppc64le(length: number): readonly number[] {
  const li = (register: number, value: number) => 0x38000000 + register * 0x200000 + value;
  const sc = 0x44000002;
  const address = base + headerLength + 4 * 9;
  return [
    li(0, 4),
    li(3, 1),
    0x3c800000 + (address >>> 16),
    0x60840000 + (address & 0xffff),
    li(5, length),
    sc,
    li(0, 1),
    li(3, 0),
    sc,
  ];
}
