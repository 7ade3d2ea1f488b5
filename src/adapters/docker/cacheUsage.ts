import { diskUsageArguments } from '../../core/build/builderCommands.ts';
import { fail, succeed } from '../../core/result.ts';
import type { DockerCommand } from './dockerCommand.ts';

/** How large a build cache is, in buildx's words, such as `6.374MB`. */
export interface CacheUsage {
  /** What a prune could free. */
  readonly reclaimable: string;
  readonly total: string;
}

/**
 * `docker buildx du`: the last lines of its table. JSON came with buildx 0.28, and has no sums. The sum over
 * the nodes that answer; it fails when a node does not.
 */
export function readCacheUsage(builder: string): DockerCommand<CacheUsage> {
  return {
    args: diskUsageArguments(builder),
    timeout: 60_000,
    parse: (stdout) => {
      const reclaimable = sumOf(stdout, 'Reclaimable');
      const total = sumOf(stdout, 'Total');
      if (reclaimable === undefined || total === undefined)
        return fail('docker buildx du: no sums');
      return succeed({ reclaimable, total });
    },
  };
}

/** What `docker buildx prune` says that it has freed, e.g. `24.6kB`: the last line of its table. */
export function freedSize(stdout: string): string | undefined {
  return sumOf(stdout, 'Total');
}

function sumOf(stdout: string, name: string): string | undefined {
  const line = stdout.split('\n').findLast((each) => each.startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim();
}
