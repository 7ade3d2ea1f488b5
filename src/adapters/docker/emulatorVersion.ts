import { open, realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Emulator, EmulatorProgram } from '../../core/build/emulator.ts';
import { linkingBytes, readLinking } from '../../core/binary/linking.ts';
import { runProgram } from '../process.ts';

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

async function readVersion(file: string, signal?: AbortSignal): Promise<string | undefined> {
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
