import { diagnoseEmulation, type ArchitectureEmulation } from '../../core/build/emulation.ts';
import { emulatingMachines, type FoundMachine } from '../../core/build/emulatingMachines.ts';
import {
  compareWithLast,
  forgetEmulators,
  type LostEmulator,
} from '../../core/build/emulationMemory.ts';
import type { Docker, KnownBuilders } from '../dockerAccess.ts';

/** A machine, and how it runs programs of each architecture. */
export interface MachineReport {
  readonly machine: FoundMachine;
  readonly architectures: readonly ArchitectureEmulation[];
  /** What worked there before and does not now. */
  readonly lost: readonly LostEmulator[];
}

/**
 * Looks at the machines behind the builders, compares with what was seen the last time, and remembers.
 * Empty in a workspace that is not trusted, and where nothing can be seen.
 *
 * @param wanted architectures to tell about even where nothing is there for them
 */
export async function reportEmulation(
  docker: Docker,
  builders: KnownBuilders,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<readonly MachineReport[]> {
  const reports = await docker.use(async (adapters) => {
    const { readOwnKernel, readSeenEmulation, stateFolder, writeSeenEmulation } = adapters;
    const machines = emulatingMachines(
      builders.ok ? builders.builders : [],
      await readOwnKernel(signal),
    );
    const folder = stateFolder(process.env);
    const found: MachineReport[] = [];
    // One after the other: all are remembered in one file.
    for (const machine of machines) {
      const last = await readSeenEmulation(folder, machine.key);
      const now = { bootId: machine.kernel?.bootId, time: Date.now() };
      const { lost, memory } = compareWithLast(last, diagnoseEmulation(machine, wanted), now);
      // An older reading must not overwrite what a newer one has seen.
      if (!signal.aborted) await writeSeenEmulation(folder, machine.key, memory);
      found.push({ machine, architectures: diagnoseEmulation(machine, wanted, lost), lost });
    }
    return found;
  });
  return reports ?? [];
}

/** Forgets that some architectures were ever emulated on a machine: nobody is told any more. */
export async function forgetLost(
  docker: Docker,
  machine: FoundMachine,
  architectures: readonly string[],
): Promise<void> {
  await docker.use(async ({ readSeenEmulation, stateFolder, writeSeenEmulation }) => {
    const folder = stateFolder(process.env);
    const seen = await readSeenEmulation(folder, machine.key);
    if (seen === undefined) return;
    await writeSeenEmulation(folder, machine.key, forgetEmulators(seen, architectures));
  });
}
