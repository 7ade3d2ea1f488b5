import type { ExpandedWord, StageResolution } from '../../dockerfile/resolve.ts';
import { onlyMatcher } from '../../platform/match.ts';
import { PLATFORM_ARGUMENTS } from '../../platform/platformArgs.ts';
import { normalizePlatform, parsePlatform, type Platform } from '../../platform/platform.ts';
import type { Message } from '../finding.ts';
import { removePlatformFlag } from '../platformFlag.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';

/**
 * The image that the result is built on is pinned to `$BUILDPLATFORM` or to a constant. BuildKit labels
 * the result with the target platform whatever is in it (0.32, frontend/dockerfile/builder/build.go:
 * platforms of the exported index are the ones asked for).
 */
export const resultPinnedToPlatform: Rule = {
  code: 'result-pinned-to-platform',
  severity: 'error',
  check(input) {
    const { flow, exportsFiles } = input;
    if (exportsFiles) return [];
    return flow.stages.flatMap((stage): readonly RuleFinding[] => {
      const exported = flow.exportedFor(stage.index);
      const pins = exported.flatMap((target): readonly Pin[] => {
        const pin = pinOf(flow.resolved(stage.index, target), exported);
        return pin === undefined || serves(pin.platform, target) ? [] : [{ ...pin, target }];
      });
      const [first] = pins;
      if (first === undefined) return [];
      const platforms = pins.map(({ target }) => target);
      const removal = removePlatformFlag(input.dockerfile, stage);
      const helps = removal !== undefined && hasImageFor(input, stage.index, platforms);
      return [
        {
          message: describe(first, platforms),
          range: first.range,
          platforms,
          ...(helps && {
            fixes: [
              {
                kind: 'edit',
                title: { text: 'Remove --platform', args: [] },
                edits: [removal],
                safe: false,
              },
            ],
          }),
        },
      ];
    });
  },
};

interface Pin {
  readonly target: string;
  readonly range: ExpandedWord['range'];
  /** Undefined: the build platform, which is not known. */
  readonly platform: string | undefined;
}

/** What pins a stage that is the bottom of its lineage, if anything does. */
function pinOf(
  stage: StageResolution | undefined,
  targets: readonly string[],
): Omit<Pin, 'target'> | undefined {
  const flag = stage?.platformFlag;
  if (stage?.base.kind !== 'image' || flag === undefined) return undefined;
  const names = [...flag.matched, ...flag.unmatched];
  if (names.some((name) => name.startsWith('TARGET'))) return undefined;
  const isAutomatic = names.every((name) => automatic.has(name));
  // An argument of the user's may be given for each platform in a build of its own.
  if (!isAutomatic && targets.length < 2) return undefined;
  if (flag.resolved !== undefined) {
    return stage.platform === undefined
      ? undefined
      : { range: flag.range, platform: stage.platform };
  }
  // Whatever the build platform is, of several targets it can be one only.
  const isBuildPlatform = names.length > 0 && isAutomatic;
  return isBuildPlatform && targets.length > 1
    ? { range: flag.range, platform: undefined }
    : undefined;
}

const automatic: ReadonlySet<string> = new Set(PLATFORM_ARGUMENTS);

/** Whether a platform's files belong under a target's label: they are of its architecture and run there. */
function serves(platform: string | undefined, target: string): boolean {
  if (platform === undefined) return false;
  const pinned = read(platform);
  const wanted = read(target);
  if (pinned === undefined || wanted === undefined) return false;
  return pinned.architecture === wanted.architecture && onlyMatcher(wanted).match(pinned);
}

function read(platform: string): Platform | undefined {
  const parsed = parsePlatform(platform);
  return parsed.ok ? normalizePlatform(parsed.value) : undefined;
}

/** Whether nothing that is known of the image speaks against asking it for the targets. */
function hasImageFor(input: RuleInput, stage: number, targets: readonly string[]): boolean {
  return targets.every((target) => {
    const reference = input.flow.resolved(stage, target)?.base.resolved;
    const fact = reference === undefined ? undefined : input.image(reference);
    if (!fact?.known) return true;
    const { how } = input.service(fact.value, target);
    return how === 'exact' || how === 'unknown';
  });
}

function describe({ platform }: Pin, targets: readonly string[]): Message {
  if (platform === undefined) {
    return {
      text: '{0}: all these results get files of one platform, the builder’s, because the image that they are built on is pinned to it. Remove --platform here; only stages from which files are copied may keep it.',
      args: [targets.join(', ')],
    };
  }
  return {
    text: 'Files for {0} under the label {1}: the image that the result is built on is pinned to {0}. Remove --platform here; only stages from which files are copied may keep it.',
    args: [platform, targets.join(', ')],
  };
}
