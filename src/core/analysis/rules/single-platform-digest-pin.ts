import { parseReference, withDefaultTag, type Reference } from '../../image/reference.ts';
import { parsePlatform } from '../../platform/platform.ts';
import type { Message } from '../finding.ts';
import type { Fix } from '../fix.ts';
import { imageFixes } from '../imageFixes.ts';
import { isInOnePiece } from '../plainImage.ts';
import type { PlatformRequest, PullSite } from '../pullSites.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { platformOfSingle, wrongRequests } from '../singleImage.ts';

/**
 * A digest that pins one image's manifest, where the index was meant. Stands in for
 * base-image-single-platform. Asked for several architectures, the image is wrong for one of them
 * whatever its config says.
 */
export const singlePlatformDigestPin: Rule = {
  code: 'single-platform-digest-pin',
  severity: 'warning',
  buildkitRule: 'InvalidBaseImagePlatform',
  needs: (input) => pinsOf(input).flatMap(({ site }) => taggedOf(site)?.canonical ?? []),
  check: (input) =>
    pinsOf(input).map((pin): RuleFinding => {
      const { site, requests, platform } = pin;
      const wrong = wrongRequests(site, input).flatMap(({ targets }) => targets);
      const others = platform === undefined ? [] : imageFixes(site, wrong, input);
      return {
        message: describe(pin),
        range: site.range,
        platforms: requests.flatMap(({ targets }) => targets),
        fixes: [...indexDigestFix(site, input), ...others],
      };
    }),
};

interface Pin {
  readonly site: PullSite;
  /** All that is asked for when several architectures are, else what is not served. */
  readonly requests: readonly PlatformRequest[];
  /** What the image was made for, if that is known. */
  readonly platform: string | undefined;
}

function pinsOf(input: RuleInput): readonly Pin[] {
  const pinned = input.sites.filter(({ reference }) => {
    const fact = reference.includes('@') ? input.image(reference) : undefined;
    return fact?.known === true && fact.value.manifest.kind === 'image';
  });
  const asked = new Map<string, Set<string>>();
  for (const { reference, requests } of pinned) {
    const architectures = asked.get(reference) ?? new Set();
    asked.set(reference, architectures);
    for (const { platform } of requests) architectures.add(architectureOf(platform));
  }
  return pinned.flatMap((site): readonly Pin[] => {
    const { reference, requests } = site;
    const platform = platformOfSingle(input.image(reference));
    if (platform === undefined) {
      const isForSeveral = (asked.get(reference)?.size ?? 0) > 1;
      return isForSeveral ? [{ site, requests, platform }] : [];
    }
    const wrong = wrongRequests(site, input);
    if (wrong.length === 0) return [];
    const own = new Set(requests.map((request) => architectureOf(request.platform)));
    return [{ site, requests: own.size > 1 ? requests : wrong, platform }];
  });
}

function architectureOf(platform: string): string {
  const parsed = parsePlatform(platform);
  return parsed.ok ? `${parsed.value.os}/${parsed.value.architecture}` : platform;
}

function describe({ site: { familiar }, requests, platform }: Pin): Message {
  const [name = familiar] = familiar.split('@');
  const asked = requests.map((request) => request.platform).join(', ');
  if (platform === undefined) {
    return {
      text: '{0}: the digest of “{1}” pins a single image, not the manifest list, so at least one of them gets another platform’s files.',
      args: [asked, name],
    };
  }
  return {
    text:
      requests.length > 1
        ? '{0} all get the files for {1}: the digest of “{2}” pins that image, not the manifest list.'
        : '{0} gets the files for {1}: the digest of “{2}” pins that image, not the manifest list.',
    args: [asked, platform, name],
  };
}

/** The same repository by its tag: the one beside the digest, or `latest`. */
function taggedOf({ reference }: PullSite): (Reference & { isWritten: boolean }) | undefined {
  const read = parseReference(reference);
  if (!read.ok) return undefined;
  const { domain, path, tag } = read.value;
  const tagged = parseReference(`${domain}/${path}${tag === undefined ? '' : `:${tag}`}`);
  return tagged.ok ? { ...withDefaultTag(tagged.value), isWritten: tag !== undefined } : undefined;
}

/**
 * Writes the digest of the index: of the one that the tag beside it names, or of one that holds the very
 * image. The latter changes nothing but what other platforms get.
 */
function indexDigestFix(site: PullSite, input: RuleInput): readonly Fix[] {
  const tagged = taggedOf(site);
  const fact = tagged && input.image(tagged.canonical);
  const pinned = site.reference.slice(site.reference.indexOf('@') + 1);
  const at = site.written.indexOf(pinned);
  if (tagged === undefined || fact?.known !== true || at === -1) return [];
  const { manifest, digest } = fact.value;
  if (manifest.kind !== 'index' || !isInOnePiece(site, input)) return [];
  const holdsIt = manifest.manifests.some((descriptor) => descriptor.digest === pinned);
  const hasAll = site.requests.every(
    ({ platform }) => input.service(fact.value, platform).how === 'exact',
  );
  if (!hasAll || !(holdsIt || tagged.isWritten)) return [];
  const { lines } = input.dockerfile;
  const start = lines.offset(site.range.start) + at;
  const range = lines.range({ start, end: start + pinned.length });
  const text = holdsIt ? 'Pin the manifest list of {0}' : 'Pin the manifest list that {0} is now';
  return [
    {
      kind: 'edit',
      title: { text, args: [tagged.familiar] },
      edits: [{ range, newText: digest }],
      safe: holdsIt,
    },
  ];
}
