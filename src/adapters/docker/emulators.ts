import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Emulator } from '../../core/build/emulator.ts';

const binfmtDirectory = '/proc/sys/fs/binfmt_misc';

/** One entry of binfmt_misc, as its file prints it. */
export interface BinfmtEntry {
  readonly enabled: boolean;
  readonly interpreter: string;
  /** Any of P, O, C and F, in the kernel's order. */
  readonly flags: string;
  /** Offset of the magic bytes, of entries that go by content. */
  readonly offset?: number;
  /** Hexadecimal. */
  readonly magic?: string;
  /** Hexadecimal. */
  readonly mask?: string;
  /** File name extension, of entries that go by name. */
  readonly extension?: string;
}

/**
 * Reads the file of one entry (Linux, Documentation/admin-guide/binfmt-misc.rst). Undefined when the
 * text is no entry, as that of `status` and `register` is not.
 */
export function parseBinfmtEntry(text: string): BinfmtEntry | undefined {
  const [state, ...lines] = text.split('\n');
  const interpreter = valueAfter(lines, 'interpreter ');
  if ((state !== 'enabled' && state !== 'disabled') || interpreter === undefined) return undefined;
  const offset = valueAfter(lines, 'offset ');
  const magic = valueAfter(lines, 'magic ');
  const mask = valueAfter(lines, 'mask ');
  const extension = valueAfter(lines, 'extension ');
  return {
    enabled: state === 'enabled',
    interpreter,
    flags: valueAfter(lines, 'flags: ') ?? '',
    ...(offset === undefined ? {} : { offset: Number.parseInt(offset, 10) }),
    ...(magic === undefined ? {} : { magic }),
    ...(mask === undefined ? {} : { mask }),
    ...(extension === undefined ? {} : { extension }),
  };
}

function valueAfter(lines: readonly string[], label: string): string | undefined {
  return lines.find((line) => line.startsWith(label))?.slice(label.length);
}

/** ELF class (32 or 64), byte order and machine → architecture word of containerd/platforms. */
const elfArchitectures: Readonly<Record<string, string>> = {
  '32 little 3': '386',
  '32 little 40': 'arm',
  '32 big 40': 'armbe',
  '64 little 62': 'amd64',
  '64 little 183': 'arm64',
  '64 big 183': 'arm64be',
  '32 big 8': 'mips',
  '32 little 8': 'mipsle',
  '64 big 8': 'mips64',
  '64 little 8': 'mips64le',
  '32 big 20': 'ppc',
  '64 big 21': 'ppc64',
  '64 little 21': 'ppc64le',
  '64 big 22': 's390x',
  '32 little 243': 'riscv32',
  '64 little 243': 'riscv64',
  '64 little 258': 'loong64',
};

/**
 * Architecture of the programs that an entry takes. The magic bytes decide, not the name, because
 * entries are named freely (`qemu-aarch64`, `rosetta`, `FEX-x86_64`). Undefined for entries that are
 * not about ELF programs, such as `WSLInterop` or `python3.11`.
 */
export function entryArchitecture(entry: BinfmtEntry): string | undefined {
  const bytes = hexBytes(entry.magic ?? '');
  if (entry.offset !== 0 || bytes.length < 20) return undefined;
  if (bytes[0] !== 0x7f || bytes[1] !== 0x45 || bytes[2] !== 0x4c || bytes[3] !== 0x46) {
    return undefined;
  }
  const width = bytes[4] === 1 ? 32 : 64;
  const little = bytes[5] === 1;
  const [first = 0, second = 0] = bytes.slice(18, 20);
  const machine = little ? first + second * 256 : first * 256 + second;
  return elfArchitectures[`${width} ${little ? 'little' : 'big'} ${machine}`];
}

function hexBytes(hex: string): readonly number[] {
  return Array.from({ length: hex.length >> 1 }, (_, at) =>
    Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16),
  );
}

/** An entry about programs of some architecture, used or not. */
export interface RegisteredEmulator extends Emulator {
  readonly enabled: boolean;
  /** Any of P, O, C and F, in the kernel's order. */
  readonly flags: string;
}

/** What the kernel of this machine has registered. */
export interface BinfmtReading {
  /** Whether binfmt_misc as a whole is switched on. */
  readonly enabled: boolean;
  /**
   * The newest first. That is the order in which the kernel asks the entries (Linux 6.18,
   * fs/binfmt_misc.c: new ones are put at the head of the list).
   */
  readonly entries: readonly RegisteredEmulator[];
}

/** More entries than anybody registers: QEMU emulates about 30 architectures. */
const mostEntries = 256;

/**
 * What this machine's kernel has registered, also what is switched off. Undefined where that cannot be
 * seen: not Linux, or binfmt_misc is not mounted (inside most containers).
 */
export async function readBinfmt(directory = binfmtDirectory): Promise<BinfmtReading | undefined> {
  try {
    const status = await readFile(join(directory, 'status'), 'utf8');
    const names = (await readdir(directory)).slice(0, mostEntries);
    const found = await Promise.all(names.map((name) => readEntry(directory, name)));
    const entries = found
      .filter((entry) => entry !== undefined)
      .toSorted((a, b) => b.registeredAt - a.registeredAt || b.serial - a.serial)
      .map(({ entry }) => entry);
    return { enabled: status.trim() === 'enabled', entries };
  } catch {
    return undefined;
  }
}

/**
 * The emulators that this machine's kernel uses, the newest first. Undefined where they cannot be seen.
 */
export async function readEmulators(
  directory = binfmtDirectory,
): Promise<readonly Emulator[] | undefined> {
  const used = await readUsedEmulators(directory);
  return used?.map(({ name, architecture, interpreter, fixed }) => ({
    name,
    architecture,
    interpreter,
    fixed,
  }));
}

/** As {@link readEmulators}, with the flags of their entries. */
export async function readUsedEmulators(
  directory = binfmtDirectory,
): Promise<readonly RegisteredEmulator[] | undefined> {
  const reading = await readBinfmt(directory);
  if (reading === undefined) return undefined;
  return reading.enabled ? reading.entries.filter(({ enabled }) => enabled) : [];
}

async function readEntry(directory: string, name: string) {
  const file = join(directory, name);
  // `register` can only be written; an entry may go away between listing and reading.
  const text = await readFile(file, 'utf8').catch(() => '');
  const parsed = parseBinfmtEntry(text);
  const architecture = parsed && entryArchitecture(parsed);
  if (parsed === undefined || architecture === undefined) return undefined;
  const made = await stat(file).catch(() => undefined);
  const { enabled, interpreter, flags } = parsed;
  const entry = { name, architecture, interpreter, fixed: flags.includes('F'), enabled, flags };
  // The kernel's clock ticks every few ms; within a tick its numbers of files tell the order.
  return { entry, registeredAt: made?.mtimeMs ?? 0, serial: made?.ino ?? 0 };
}
