import type { Platform } from '../platform/platform.ts';

/** What a program's or library's header says of it. */
export interface Executable {
  readonly format: 'elf' | 'pe' | 'mach-o';
  readonly kind: 'program' | 'library';
  /** What it was made for. More than one in a universal file of macOS. */
  readonly platforms: readonly Platform[];
}

/** How many bytes of a file {@link readExecutable} looks at, at most. */
export const headerLength = 4096;

/**
 * What a program or shared library was made for, from its first bytes; undefined for every other file:
 * object files, programs for no processor (eBPF, .NET assemblies for any), firmware. Never throws.
 *
 * Sources: the ELF header (System V gABI, chapter 4; machine numbers of its registry), Microsoft's PE/COFF
 * specification, Apple's mach-o/loader.h and fat.h.
 *
 * @param bytes the beginning of the file; {@link headerLength} bytes of it are enough
 */
export function readExecutable(bytes: Uint8Array): Executable | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 20) return undefined;
  switch (view.getUint32(0)) {
    case 0x7f454c46:
      return readElf(view, programTypes);
    case 0xfeedface:
    case 0xfeedfacf:
      return readMachO(view, false, machTypes);
    case 0xcefaedfe:
    case 0xcffaedfe:
      return readMachO(view, true, machTypes);
    case 0xcafebabe:
      return readUniversal(view);
    default:
      return view.getUint16(0) === 0x4d5a ? readPe(view) : undefined;
  }
}

/** ET_EXEC and ET_DYN; a position-independent program is ET_DYN as well. */
const programTypes: readonly number[] = [2, 3];
/** MH_EXECUTE, MH_DYLIB, MH_BUNDLE. */
const machTypes: readonly number[] = [2, 6, 8];

/** What an object file was made for (ET_REL, MH_OBJECT), from its first bytes; undefined for every other file. */
export function readObject(bytes: Uint8Array): Platform | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 20) return undefined;
  const magic = view.getUint32(0);
  const isLittle = magic === 0xcefaedfe || magic === 0xcffaedfe;
  const isMach = isLittle || magic === 0xfeedface || magic === 0xfeedfacf;
  if (magic !== 0x7f454c46 && !isMach) return undefined;
  return (isMach ? readMachO(view, isLittle, [1]) : readElf(view, [1]))?.platforms[0];
}

/** The one platform that a program or library was made for; undefined as of {@link readExecutable}, and for several. */
export function readExecutablePlatform(bytes: Uint8Array): Platform | undefined {
  const platforms = readExecutable(bytes)?.platforms ?? [];
  return platforms.length === 1 ? platforms[0] : undefined;
}

function readElf(view: DataView, types: readonly number[]): Executable | undefined {
  const isWide = view.getUint8(4) === 2;
  const order = view.getUint8(5);
  if ((!isWide && view.getUint8(4) !== 1) || (order !== 1 && order !== 2)) return undefined;
  const isLittle = order === 1;
  const type = view.getUint16(16, isLittle);
  if (!types.includes(type)) return undefined;
  const architecture = elfArchitecture(view.getUint16(18, isLittle), isWide, isLittle);
  if (architecture === undefined) return undefined;
  const os = view.getUint8(7) === 9 ? 'freebsd' : 'linux';
  return {
    format: 'elf',
    kind: type === 2 ? 'program' : 'library',
    platforms: [{ os, architecture }],
  };
}

/** Go's names, as platforms have them. */
function elfArchitecture(machine: number, isWide: boolean, isLittle: boolean): string | undefined {
  switch (machine) {
    case 3:
      return '386';
    case 8:
      return `mips${isWide ? '64' : ''}${isLittle ? 'le' : ''}`;
    case 20:
      return 'ppc';
    case 21:
      return isLittle ? 'ppc64le' : 'ppc64';
    case 22:
      return isWide ? 's390x' : 's390';
    case 40:
      return isLittle ? 'arm' : 'armbe';
    case 43:
      return 'sparc64';
    case 62:
      return 'amd64';
    case 183:
      return isLittle ? 'arm64' : 'arm64be';
    case 243:
      return isWide ? 'riscv64' : 'riscv';
    case 258:
      return isWide ? 'loong64' : undefined;
    default:
      return undefined;
  }
}

/** Offsets in the PE header, from its signature. */
const pe = { machine: 4, optionalSize: 20, characteristics: 22, optional: 24 } as const;
/** Subsystems that are started by the firmware and not by Windows (EFI). */
const firmware: ReadonlySet<number> = new Set([10, 11, 12, 13]);

function readPe(view: DataView): Executable | undefined {
  if (view.byteLength < 0x40) return undefined;
  const start = view.getUint32(0x3c, true);
  if (start + pe.optional + 72 > view.byteLength) return undefined;
  if (view.getUint32(start) !== 0x50450000) return undefined;
  const architecture = peArchitecture(view.getUint16(start + pe.machine, true));
  if (architecture === undefined) return undefined;
  const optional = start + pe.optional;
  if (firmware.has(view.getUint16(optional + 68, true))) return undefined;
  if (isManaged(view, optional)) return undefined;
  const isLibrary = (view.getUint16(start + pe.characteristics, true) & 0x2000) !== 0;
  return {
    format: 'pe',
    kind: isLibrary ? 'library' : 'program',
    platforms: [{ os: 'windows', architecture }],
  };
}

/** A .NET assembly: most run on any processor, whatever their header says. */
function isManaged(view: DataView, optional: number): boolean {
  const isPlus = view.getUint16(optional, true) === 0x20b;
  const directories = optional + (isPlus ? 112 : 96);
  // The 15th entry of the data directories is the header of the common language runtime.
  const entry = directories + 14 * 8;
  if (entry + 8 > view.byteLength) return false;
  return view.getUint32(directories - 4, true) > 14 && view.getUint32(entry, true) !== 0;
}

function peArchitecture(machine: number): string | undefined {
  switch (machine) {
    case 0x014c:
      return '386';
    case 0x01c0:
    case 0x01c4:
      return 'arm';
    case 0x8664:
      return 'amd64';
    case 0xaa64:
      return 'arm64';
    default:
      return undefined;
  }
}

function readMachO(
  view: DataView,
  isLittle: boolean,
  types: readonly number[],
): Executable | undefined {
  const architecture = machArchitecture(view.getUint32(4, isLittle));
  const type = view.getUint32(12, isLittle);
  if (architecture === undefined || !types.includes(type)) return undefined;
  return {
    format: 'mach-o',
    kind: type === 2 ? 'program' : 'library',
    platforms: [{ os: 'darwin', architecture }],
  };
}

/** Java's classes begin with the same number; there the count is a version, of 43 at least. */
function readUniversal(view: DataView): Executable | undefined {
  const count = view.getUint32(4);
  if (count === 0 || count > 32 || 8 + count * 20 > view.byteLength) return undefined;
  const platforms: Platform[] = [];
  for (let index = 0; index < count; index++) {
    const architecture = machArchitecture(view.getUint32(8 + index * 20));
    if (architecture === undefined) return undefined;
    platforms.push({ os: 'darwin', architecture });
  }
  return { format: 'mach-o', kind: 'program', platforms };
}

function machArchitecture(cpu: number): string | undefined {
  switch (cpu) {
    case 0x00000007:
      return '386';
    case 0x01000007:
      return 'amd64';
    case 0x0000000c:
      return 'arm';
    case 0x0100000c:
      return 'arm64';
    default:
      return undefined;
  }
}
