import { say } from '../../language.ts';
import { lackingPackages, type LackingPackage } from '../../lockfile/lackingPackages.ts';
import type { Libc } from '../../lockfile/lockedPackage.ts';
import { copiedLockFiles, type CopiedLockFile } from '../copiedLockFiles.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';

/** How many packages a message names. */
const namedPackages = 6;

/**
 * A lock file that the Dockerfile copies pins packages without a build for a target: an install that goes by
 * the file leaves them out there (npm, pnpm, Yarn), or fails (uv, Poetry, NuGet). Only where builds for other
 * architectures of the same system are pinned.
 */
export const lockfileLacksPlatform: Rule = {
  code: 'lockfile-lacks-platform',
  severity: 'information',
  needsFiles: (input) => copiedLockFiles(input.dockerfile, input.flow).map(({ path }) => path),
  check: (input) =>
    copiedLockFiles(input.dockerfile, input.flow).flatMap((copied): readonly RuleFinding[] => {
      const lacks = copied.targets.flatMap((target) => {
        const packages = lacksFor(copied, target, input);
        return packages.length === 0 ? [] : [{ target, packages }];
      });
      if (lacks.length === 0) return [];
      const targets = lacks.map(({ target }) => target);
      const packages = new Map<string, Set<string>>();
      for (const { name, missing } of lacks.flatMap((each) => each.packages)) {
        const named = packages.get(name) ?? new Set();
        packages.set(name, missing === undefined ? named : named.add(missing));
      }
      const more = packages.size - namedPackages;
      const names = [...packages]
        .slice(0, namedPackages)
        .map(([name, missing]) =>
          missing.size === 0 ? name : `${name} (${[...missing].join(', ')})`,
        );
      return [
        {
          message: {
            text: '“{0}” pins packages without a build for {1}: {2}. Make the lock file anew for all platforms.',
            args: [
              copied.path,
              targets.join(', '),
              `${names.join(', ')}${more > 0 ? say(' and {0} more', more) : ''}`,
            ],
          },
          range: input.dockerfile.lines.range(copied.span),
          platforms: targets,
        },
      ];
    }),
};

function lacksFor(
  { path, stage }: CopiedLockFile,
  target: string,
  { context, flow }: RuleInput,
): readonly LackingPackage[] {
  const fact = context.lockFile?.(path);
  const platform = flow.resolved(stage, target)?.platform;
  if (fact?.known !== true || fact.value === undefined || platform === undefined) return [];
  const asked = fact.value.installs === 'for-target' ? target : platform;
  return lackingPackages(fact.value, asked, libcOf(stage, target, flow));
}

/** Alpine is known by the names of images that are made of it; all else may be either. */
function libcOf(stage: number, target: string, flow: RuleInput['flow']): Libc | undefined {
  const base = flow.root(stage, target)?.base;
  return base?.resolved?.includes('alpine') === true ? 'musl' : undefined;
}
