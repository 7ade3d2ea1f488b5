import { buildPlatformFix } from './buildPlatformFix.ts';
import type { Fix } from './fix.ts';
import { isInOnePiece, plainNameFix } from './plainImage.ts';
import type { PullSite } from './pullSites.ts';
import type { ImageRuleInput, RuleInput } from './rule.ts';

/**
 * The ways out where an image does not serve all that it is asked for: its plain name, another tag, the
 * build platform, or fewer targets.
 *
 * @param unserved the targets that it does not serve
 */
export function imageFixes(
  site: PullSite,
  unserved: readonly string[],
  input: RuleInput,
): readonly Fix[] {
  return [
    ...plainNameFix(site, input),
    ...findTagFix(site, input),
    ...buildPlatformFix(site, input),
    ...dropTargetsFix(unserved, input),
  ];
}

/** Not where a variable is a part of the name: another tag would take its place. */
export function findTagFix(site: PullSite, input: ImageRuleInput): readonly Fix[] {
  if (site.written.includes('$') || !isInOnePiece(site, input)) return [];
  return [
    {
      kind: 'find-tag',
      title: { text: 'Find a tag of {0} with all platforms', args: [repositoryOf(site)] },
      reference: site.reference,
      range: site.range,
      platforms: site.requests.map(({ platform }) => platform),
    },
  ];
}

/** Builds for fewer targets, unless none is left then. */
export function dropTargetsFix(
  unserved: readonly string[],
  { resolution }: ImageRuleInput,
): readonly Fix[] {
  const isAnyLeft = resolution.targets.some(({ platform }) => !unserved.includes(platform));
  if (!isAnyLeft) return [];
  return [
    {
      kind: 'drop-targets',
      title: { text: 'Remove {0} from the targets', args: [unserved.join(', ')] },
      platforms: unserved,
    },
  ];
}

function repositoryOf({ familiar }: PullSite): string {
  const [name = familiar] = familiar.split('@');
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return colon === -1 ? name : name.slice(0, colon);
}
