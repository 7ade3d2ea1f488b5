import type { ListDiff } from './diffLists.ts';

/** Platforms that any of some tags has now and would not have any more, each once; '' for one without a name. */
export function lostPlatforms(diffs: readonly ListDiff[]): readonly string[] {
  const lost = diffs.flatMap(({ platforms }) =>
    platforms.flatMap(({ change, platform }) => (change === 'lost' ? [platform] : [])),
  );
  return [...new Set(lost)];
}
