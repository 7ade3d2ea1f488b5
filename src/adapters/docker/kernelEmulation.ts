import { readFile } from 'node:fs/promises';
import { release } from 'node:os';
import type { Distribution } from '../../core/build/emulatorCommands.ts';
import type { KernelEmulation } from '../../core/build/emulator.ts';
import { readBinfmt } from './emulators.ts';
import { inspectInterpreter } from './emulatorVersion.ts';

/** The kernel that this program runs on, and what it has registered. */
export interface LocalKernel extends KernelEmulation {
  /** Release, e.g. `6.1.0-28-amd64`: an engine that names the same one runs on this kernel. */
  readonly release: string;
}

/** Looks at this machine's kernel and at the interpreters; undefined where it shows nothing. */
export async function readLocalKernel(signal?: AbortSignal): Promise<LocalKernel | undefined> {
  const reading = await readBinfmt();
  if (reading === undefined) return undefined;
  const entries = await Promise.all(
    reading.entries.map(async (entry) => ({
      ...entry,
      program: await inspectInterpreter(entry, signal),
    })),
  );
  const bootId = (await readText('/proc/sys/kernel/random/boot_id'))?.trim();
  return {
    release: release(),
    enabled: reading.enabled,
    entries,
    ...(bootId === undefined ? {} : { bootId }),
  };
}

/** Which distribution this machine runs (os-release(5)); undefined where it does not say. */
export async function readDistribution(
  file = '/etc/os-release',
): Promise<Distribution | undefined> {
  const text = await readText(file);
  const id = text === undefined ? undefined : value(text, 'ID');
  if (text === undefined || id === undefined) return undefined;
  return {
    id,
    like: (value(text, 'ID_LIKE') ?? '').split(' ').filter((each) => each !== ''),
    version: value(text, 'VERSION_ID'),
  };
}

function value(text: string, name: string): string | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${name}=`));
  return line?.slice(name.length + 1).replaceAll(/["']/g, '');
}

async function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
