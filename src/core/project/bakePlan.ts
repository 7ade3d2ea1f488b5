/** One target of bake files, or one service of compose files, as bake understands it. */
export interface BakedTarget {
  readonly name: string;
  readonly description?: string;
  /** As written; empty when it says nothing about platforms. */
  readonly platforms: readonly string[];
  readonly tags: readonly string[];
  /** The stage; the last one when left out. */
  readonly stage?: string;
  /** Normalised absolute path; absent for one that is inline or not on this machine. */
  readonly dockerfile?: string;
  /** Normalised absolute path; absent for one that is not on this machine. */
  readonly context?: string;
  /** Kinds of what comes out, e.g. `registry`; empty when it says nothing about that, absent when that is not known. */
  readonly outputs?: readonly string[];
}

/** A group of bake files. */
export interface BakeGroup {
  readonly name: string;
  /** Names of targets and of other groups. */
  readonly members: readonly string[];
}

/** What can be built of bake files. */
export interface BakePlan {
  /** `default` first; the others by name. */
  readonly groups: readonly BakeGroup[];
  /** Without those that others only inherit from, whose names begin with `_`. */
  readonly targets: readonly BakedTarget[];
}

/** Groups within groups, at most. */
const deepest = 16;

/** The targets that some names stand for, each once, in the order of the plan. Unknown names are left out. */
export function targetsNamed(plan: BakePlan, names: readonly string[]): readonly BakedTarget[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string, depth: number) => {
    if (seen.has(name) || depth > deepest) return;
    seen.add(name);
    const group = plan.groups.find((each) => each.name === name);
    if (group === undefined) found.add(name);
    else for (const member of group.members) visit(member, depth + 1);
  };
  for (const name of names) visit(name, 0);
  return plan.targets.filter(({ name }) => found.has(name));
}

/**
 * The folders that bake must be allowed to read, because they are not below the one that it runs in
 * (`--allow=fs.read=…`, buildx ≥ 0.19, bake/entitlements.go); each once.
 *
 * @param directory where bake runs; paths as the targets have them, of one system
 */
export function outsideOf(directory: string, targets: readonly BakedTarget[]): readonly string[] {
  const isBelow = (path: string) =>
    path === directory ||
    path.startsWith(directory.endsWith('/') ? directory : `${directory}/`) ||
    path.startsWith(`${directory}\\`);
  const paths = targets.flatMap(({ context, dockerfile }) =>
    [context, dockerfile].filter((path) => path !== undefined),
  );
  const outside = [...new Set(paths.filter((path) => !isBelow(path)))];
  // What is below another one is allowed with it.
  return outside.filter(
    (path) =>
      !outside.some(
        (other) =>
          other !== path && (path.startsWith(`${other}/`) || path.startsWith(`${other}\\`)),
      ),
  );
}
