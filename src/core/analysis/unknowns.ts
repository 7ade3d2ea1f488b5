import type { BuildResolution } from '../dockerfile/resolve.ts';
import type { UnknownReason } from '../facts.ts';
import type { PullSite } from './pullSites.ts';
import type { RuleInput } from './rule.ts';

/** An image of which something is not known, and why: what it is, or for which platform it is asked. */
export interface UnknownImage {
  /** Canonical; as written where even the name depends on something that is not known. */
  readonly reference: string;
  readonly reason: UnknownReason;
}

const builderUnknown: UnknownReason = {
  code: 'builder-unknown',
  message:
    'Which platform it is asked for depends on the platform of the builder, which is not known.',
};
const nameUnknown: UnknownReason = {
  code: 'builder-unknown',
  message: 'Which image it is depends on the platform of the builder, which is not known.',
};
const undeclared: UnknownReason = {
  code: 'undeclared',
  message: 'The image does not say for which platform it was made.',
};

/** What no finding was made from, because it is unknown: each image and reason once. */
export function unknownImages(
  resolution: BuildResolution,
  { sites, image, service }: RuleInput,
): readonly UnknownImage[] {
  const found = new Map<string, UnknownImage>();
  const add = (reference: string, reason: UnknownReason) => {
    found.set(`${reference} ${reason.code}`, { reference, reason });
  };
  for (const site of sites) {
    const fact = image(site.reference);
    if (!fact.known) add(site.reference, fact.reason);
    else if (
      site.requests.some(({ platform }) => service(fact.value, platform).how === 'unknown')
    ) {
      add(site.reference, fact.value.elsewhere ?? undeclared);
    }
    if (site.isPlatformUnknown) add(site.reference, builderUnknown);
  }
  for (const written of unresolvedBases(resolution)) add(written, nameUnknown);
  return [...found.values()];
}

/** Bases whose name could not be worked out, although BuildKit does not refuse the build. */
function unresolvedBases(resolution: BuildResolution): readonly string[] {
  return resolution.targets
    .filter(({ problems }) => problems.length === 0)
    .flatMap(({ stages }) => stages)
    .filter(({ reached, base }) => reached && base.resolved === undefined)
    .map(({ base }) => base.written);
}

/** Whether anything in a build depends on the builder's platform, and that is not known. */
export function needsBuildPlatform(
  resolution: BuildResolution,
  sites: readonly PullSite[],
): boolean {
  return sites.some((site) => site.isPlatformUnknown) || unresolvedBases(resolution).length > 0;
}
