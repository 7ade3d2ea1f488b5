import { NO_BUILD_PLATFORM } from '../dockerfile/evaluation/globalScope.ts';
import type { BuildResolution, StageBase } from '../dockerfile/resolve.ts';
import type { UnknownReason } from '../facts.ts';
import type { Range } from '../text.ts';
import type { PullSite } from './pullSites.ts';
import type { RuleInput } from './rule.ts';
import { say } from '../language.ts';

/** An image of which something is not known, and why: what it is, or for which platform it is asked. */
export interface UnknownImage {
  /** Canonical; as written where even the name depends on something that is not known. */
  readonly reference: string;
  readonly reason: UnknownReason;
  /** The words that name it first, zero-based. */
  readonly range: Range;
  /** The targets that depend on it, formatted. */
  readonly platforms: readonly string[];
}

const builderUnknown: UnknownReason = {
  code: 'builder-unknown',
  get message() {
    return say(
      'Which platform it is asked for depends on the platform of the builder, which is not known.',
    );
  },
};
const nameUnknown: UnknownReason = {
  code: 'builder-unknown',
  get message() {
    return say('Which image it is depends on the platform of the builder, which is not known.');
  },
};
const argumentUnknown: UnknownReason = {
  code: 'not-given',
  get message() {
    return say('Which image it is depends on a build argument whose value is not known.');
  },
};
const undeclared: UnknownReason = {
  code: 'undeclared',
  get message() {
    return say('The image does not say for which platform it was made.');
  },
};

/** What no finding was made from, because it is unknown: each image and reason once. */
export function unknownImages(
  resolution: BuildResolution,
  { sites, image, service }: Pick<RuleInput, 'sites' | 'image' | 'service'>,
): readonly UnknownImage[] {
  const found = new Map<string, UnknownImage>();
  const add = (
    reference: string,
    reason: UnknownReason,
    range: Range,
    platforms: readonly string[],
  ) => {
    const key = `${reference} ${reason.code}`;
    const before = found.get(key);
    found.set(key, {
      reference,
      reason,
      range: before?.range ?? range,
      platforms: [...new Set([...(before?.platforms ?? []), ...platforms])],
    });
  };
  const all = resolution.targets.map(({ platform }) => platform);
  for (const site of sites) {
    const fact = image(site.reference);
    const { reference, range, requests } = site;
    const asking = requests.flatMap(({ targets }) => targets);
    if (fact.known) {
      const undecided = requests.filter(
        ({ platform }) => service(fact.value, platform).how === 'unknown',
      );
      const targets = undecided.flatMap((request) => request.targets);
      if (targets.length > 0) add(reference, fact.value.elsewhere ?? undeclared, range, targets);
    } else add(reference, fact.reason, range, asking);
    if (site.isPlatformUnknown) {
      const rest = all.filter((target) => !asking.includes(target));
      add(reference, builderUnknown, range, rest);
    }
  }
  for (const { base, platform } of unresolvedBases(resolution)) {
    const reason = isOfBuilder(base) ? nameUnknown : argumentUnknown;
    add(base.written, reason, base.range, [platform]);
  }
  return [...found.values()];
}

/** Whether the builder decides a base: by a variable, or by which of the named contexts it takes. */
function isOfBuilder({ unknown = NO_BUILD_PLATFORM }: StageBase): boolean {
  return unknown === NO_BUILD_PLATFORM;
}

/** Bases whose name could not be worked out, although BuildKit does not refuse the build. */
function unresolvedBases(
  resolution: BuildResolution,
): readonly { readonly base: StageBase; readonly platform: string }[] {
  return resolution.targets
    .filter(({ problems }) => problems.length === 0)
    .flatMap(({ stages, platform }) =>
      stages
        .filter(({ reached, base }) => reached && base.resolved === undefined)
        .map(({ base }) => ({ base, platform })),
    );
}

/** Whether anything in a build depends on the builder's platform, and that is not known. */
export function needsBuildPlatform(
  resolution: BuildResolution,
  sites: readonly PullSite[],
): boolean {
  return (
    sites.some((site) => site.isPlatformUnknown) ||
    unresolvedBases(resolution).some(({ base }) => isOfBuilder(base))
  );
}
