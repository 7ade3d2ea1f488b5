import { availableParallelism } from 'node:os';
import { UsageError } from '../terminal.ts';

/** A thread takes as long to start as some hundred files to check. */
const filesForOne = 200;

/** More take turns at reading the disk, and room in memory. */
const most = 4;

/**
 * How many threads check so many files, the one of the program included: as many as there are processors, 4 at most, and
 * so many that each has enough to do. `MULTIARCH_THREADS` says how many, from 1 to 16.
 *
 * @throws {UsageError} when it says something else
 */
export function countThreads(files: number, environment: NodeJS.ProcessEnv): number {
  const { MULTIARCH_THREADS: chosen = '' } = environment;
  if (chosen === '')
    return Math.min(availableParallelism(), most, Math.max(1, Math.floor(files / filesForOne)));
  if (/^(?:[1-9]|1[0-6])$/.test(chosen)) return Number(chosen);
  throw new UsageError(`MULTIARCH_THREADS is a number from 1 to 16, not "${chosen}".`);
}
