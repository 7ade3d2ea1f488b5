import { readFile } from 'node:fs/promises';
import { hostname, release } from 'node:os';
import type { Distribution } from '../../core/build/emulatorCommands.ts';
import type { OwnKernel } from '../../core/build/emulatingMachines.ts';
import { readBinfmt } from './emulators.ts';
import { inspectInterpreter } from './emulatorVersion.ts';

/** Go's words for Node's names of architectures, where they differ. */
const goWords: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };

/** Looks at this machine's kernel and at the interpreters; undefined where it shows nothing. */
export async function readOwnKernel(signal?: AbortSignal): Promise<OwnKernel | undefined> {
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
    architecture: goWords[process.arch] ?? process.arch,
    host: hostname(),
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
