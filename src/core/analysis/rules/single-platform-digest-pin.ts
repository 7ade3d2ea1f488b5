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
  needs: (input) =>
    input.sites.flatMap((site) =>
      wrongOf(site, input).length === 0 ? [] : (taggedOf(site)?.canonical ?? []),
    ),
  check: (input) =>
    input.sites.flatMap((site): readonly RuleFinding[] => {
      const wrong = wrongOf(site, input);
      if (wrong.length === 0) return [];
      const platform = platformOfSingle(input.image(site.reference));
      const targets = wrong.flatMap((request) => request.targets);
      const others = platform === undefined ? [] : imageFixes(site, targets, input);
      return [
        {
          message: describe(site, wrong, platform),
          range: site.range,
          platforms: targets,
          fixes: [...indexDigestFix(site, input), ...others],
        },
      ];
    }),
};

function wrongOf(site: PullSite, input: RuleInput): readonly PlatformRequest[] {
  const fact = input.image(site.reference);
  if (!site.reference.includes('@') || !fact.known || fact.value.manifest.kind !== 'image')
    return [];
  if (platformOfSingle(fact) !== undefined) return wrongRequests(site, input);
  const asked = input.sites
    .filter(({ reference }) => reference === site.reference)
    .flatMap(({ requests }) => requests.map(({ platform }) => architectureOf(platform)));
  return new Set(asked).size > 1 ? site.requests : [];
}

function architectureOf(platform: string): string {
  const parsed = parsePlatform(platform);
  return parsed.ok ? `${parsed.value.os}/${parsed.value.architecture}` : platform;
}

function describe(
  { familiar }: PullSite,
  wrong: readonly PlatformRequest[],
  platform: string | undefined,
): Message {
  const [name = familiar] = familiar.split('@');
  const asked = wrong.map((request) => request.platform).join(', ');
  return platform === undefined
    ? {
        text: '{0}: the digest of “{1}” pins a single image, not the manifest list, so at least one of them gets another platform’s files.',
        args: [asked, name],
      }
    : {
        text: 'Files for {1} under the label {0}: the digest of “{2}” pins the image for {1}, not the manifest list.',
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
