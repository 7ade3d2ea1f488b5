import type { EndedBuild } from './buildRuns.ts';
import { subjectOfOutput } from './subjectOfOutput.ts';

/** What is looked at of a build that is over. */
type Ended = Pick<EndedBuild, 'end' | 'request' | 'scope' | 'progress'>;

/**
 * The tag that a build of this window has pushed last, as it was given, of several that bake has pushed the first;
 * undefined where none has.
 */
export function lastPushed(runs: { recent: () => readonly Ended[] }): string | undefined {
  return runs
    .recent()
    .toReversed()
    .filter(({ end }) => end.kind === 'done')
    .flatMap(subjectOfOutput)
    .flatMap((subject) => (subject.kind === 'registry' ? subject.reference : []))
    .find((reference) => !reference.includes('@'));
}
