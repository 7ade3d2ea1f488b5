import { open, realpath, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Emulator, EmulatorProgram } from '../../core/build/emulator.ts';
import { linkingBytes, readLinking } from '../../core/binary/linking.ts';
import { runProgram } from '../process.ts';
import { readUsedEmulators } from './emulators.ts';

/** How many programs are remembered with their version: those of a machine, a few times over. */
const mostVersions = 128;

/** The version of QEMU of programs that were asked, by file, size and time of change. */
const versions = new Map<string, string>();

/**
 * The emulators that this machine's kernel uses, each with the program behind it. Undefined where they
 * cannot be seen.
 */
export async function readEmulatorsWithPrograms(): Promise<readonly Emulator[] | undefined> {
  const entries = await readUsedEmulators();
  if (entries === undefined) return undefined;
  return Promise.all(
    entries.map(async ({ name, architecture, interpreter, fixed, flags }) => {
      const program = await inspectInterpreter({ name, architecture, interpreter, fixed, flags });
      return { name, architecture, interpreter, fixed, program };
    }),
  );
}

/** Printing its version takes QEMU a few ms. */
const versionTimeout = 5_000;

/**
 * Looks at the file that an entry names: whether it is there, needs libraries, and which version of
 * QEMU it is. Never rejects. Only what is called like QEMU is started (other interpreters may do
 * anything when they are), and never with more than `--version`.
 */
export async function inspectInterpreter(
  emulator: Emulator & { readonly flags: string },
  signal?: AbortSignal,
): Promise<EmulatorProgram> {
  if (!emulator.interpreter.startsWith('/')) return { kind: 'unknown' };
  // Of an image: a file of the same name on this machine says nothing about it.
  if (isOfImage(emulator)) return { kind: 'unknown' };
  try {
    // Debian's qemu-binfmt/aarch64-binfmt-P is a link; by that name the program takes other arguments.
    const file = await realpath(emulator.interpreter);
    const linking = readLinking(await beginning(file));
    const version = isQemu(file) ? await readVersion(file, signal) : undefined;
    return { kind: 'file', linking, ...(version === undefined ? {} : { version }) };
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { kind: isMissing ? 'missing' : 'unknown' };
  }
}

/**
 * Whether an entry was made by the image tonistiigi/binfmt, which registers /usr/bin/qemu-<name> of its
 * own file system with the flags C and F (cmd/binfmt/main.go, v10.2.3-68). Distributions leave out C.
 */
export function isOfImage({
  interpreter,
  flags,
}: {
  readonly interpreter: string;
  readonly flags: string;
}): boolean {
  const hasFlags = flags.includes('C') && flags.includes('F');
  return hasFlags && /^\/usr\/bin\/qemu-[a-z0-9_]+$/.test(interpreter);
}

/** The version in what `qemu-aarch64 --version` prints, e.g. `11.1.2`. */
export function parseQemuVersion(stdout: string): string | undefined {
  return /^qemu-[a-z0-9_]{1,20} version (\d{1,3}\.\d{1,3}(?:\.\d{1,3})?)(?![\d.])/.exec(
    stdout,
  )?.[1];
}

function isQemu(file: string): boolean {
  return /^qemu-[a-z0-9_]+(-static)?$/.test(basename(file));
}

/** A file that is as it was is not started again. */
async function readVersion(file: string, signal?: AbortSignal): Promise<string | undefined> {
  const { mtimeMs, size } = await stat(file);
  const key = `${file} ${mtimeMs} ${size}`;
  const known = versions.get(key);
  if (known !== undefined) return known;
  const version = await askVersion(file, signal);
  // One that does not tell may have been slow, or was not waited for.
  if (version === undefined) return undefined;
  if (versions.size >= mostVersions) versions.clear();
  versions.set(key, version);
  return version;
}

async function askVersion(file: string, signal?: AbortSignal): Promise<string | undefined> {
  const result = await runProgram(
    { command: file, args: ['--version'] },
    {
      timeout: versionTimeout,
      outputLimit: 64 * 1024,
      cwd: '/',
      // Nothing of QEMU's own variables, such as QEMU_SET_ENV.
      environment: {},
      ...(signal === undefined ? {} : { signal }),
    },
  );
  return result.ok ? parseQemuVersion(result.stdout) : undefined;
}

async function beginning(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(linkingBytes), 0, linkingBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
