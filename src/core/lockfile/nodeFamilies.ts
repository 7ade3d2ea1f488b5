import type { LockedBuild, LockedPackage } from './lockedPackage.ts';
import { nodeBuild, type NodeConstraints } from './nodeBuild.ts';

/** A package of npm as a lock file has it. */
export interface NodeEntry {
  readonly name: string;
  /** Absent where the file does not tell what it is for. */
  readonly constraints?: NodeConstraints;
  /** Names of its optional dependencies. */
  readonly optional: readonly string[];
}

/**
 * The packages that have a build for each platform among their optional dependencies, as esbuild, rollup and
 * sharp have: what is named there and not pinned itself is not installed. Each of sharp's has one of its own in turn.
 */
export function nodeFamilies(entries: readonly NodeEntry[]): readonly LockedPackage[] {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const families = new Map<string, LockedPackage>();
  for (const { name, constraints, optional } of entries) {
    const builds: LockedBuild[] = [];
    for (const each of optional) {
      const entry = byName.get(each);
      const build = nodeBuild(each, entry?.constraints, entry !== undefined);
      if (build !== undefined) builds.push(build);
    }
    if (builds.length === 0) continue;
    const itself = nodeBuild(name, constraints, true);
    families.set(name, { name, builds, ...(itself && { itself }) });
  }
  return [...families.values()];
}
