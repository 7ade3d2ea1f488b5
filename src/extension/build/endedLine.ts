import type { EndedBuild } from './buildRuns.ts';

/**
 * What the log says of a build that has built nothing: English, as all of the log, and without docker's words, in which a
 * secret may stand. Undefined for one that has built.
 */
export function endedLine({
  request: { file },
  end,
  failure,
}: Pick<EndedBuild, 'end' | 'failure'> & {
  readonly request: Pick<EndedBuild['request'], 'file'>;
}): string | undefined {
  switch (end.kind) {
    case 'done':
      return undefined;
    case 'cancelled':
      return `The build of ${file} was cancelled.`;
    case 'not-started':
      return `The build of ${file} could not be started: ${end.message}`;
    case 'failed': {
      const how = end.code === null ? 'was ended by a signal' : `ended with code ${end.code}`;
      const { code, platform } = failure?.explanation ?? {};
      const known = [code, platform].filter((word) => word !== undefined).join(', ');
      return `The build of ${file} failed: docker ${how}${known === '' ? '' : ` (${known})`}.`;
    }
  }
}
