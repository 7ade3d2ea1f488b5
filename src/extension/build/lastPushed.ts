import type { BuildRuns } from './buildRuns.ts';

/** The name of what a build of this window has pushed last, as it was given; undefined where none has. */
export function lastPushed(runs: Pick<BuildRuns, 'recent'>): string | undefined {
  return runs
    .recent()
    .findLast(({ end, request }) => end.kind === 'done' && request.output === 'push')?.request
    .tags[0];
}
