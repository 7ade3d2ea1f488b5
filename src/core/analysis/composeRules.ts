import type { ImageFacts } from '../facts.ts';
import { say } from '../language.ts';
import { formatPlatformAll, normalizePlatform } from '../platform/platform.ts';
import type { ComposeServices } from '../project/composeServices.ts';
import type { ServiceSite } from './composeSites.ts';
import type { Message, Severity } from './finding.ts';
import type { Fix } from './fix.ts';
import { dropTargetsFix, findTagFix } from './imageFixes.ts';
import { offeredPlatforms } from './offeredPlatforms.ts';
import { plainNameFix, plainNameHint } from './plainImage.ts';
import { platformProblem } from './platformProblem.ts';
import type { ImageRuleInput, Rule, RuleFinding } from './rule.ts';
import { archNamedImage } from './rules/arch-named-image.ts';
import { baseImageMissingPlatform } from './rules/base-image-missing-platform.ts';
import { baseImageSinglePlatform } from './rules/base-image-single-platform.ts';
import { degradedPlatformMatch } from './rules/degraded-platform-match.ts';
import { invalidPlatform } from './rules/invalid-platform.ts';
import { unknownRule } from './rules/unknown-rule.ts';
import { platformOfSingle, wrongRequests } from './singleImage.ts';

/** What a rule looks at in a compose file. */
export interface ServiceRuleInput extends ImageRuleInput {
  readonly sites: readonly ServiceSite[];
  readonly services: ComposeServices;
}

/** The rules for `image:` of a compose file: what an engine makes of it, which is not all that BuildKit does. */
export const serviceRules: readonly Rule<ServiceRuleInput>[] = [
  withCheck(baseImageMissingPlatform, missing),
  withCheck(baseImageSinglePlatform, single),
  degradedPlatformMatch,
  archNamedImage,
  withCheck(invalidPlatform, invalid),
  unknownRule,
];

function withCheck(
  { code, severity }: Rule,
  check: Rule<ServiceRuleInput>['check'],
): Rule<ServiceRuleInput> {
  return { code, severity, check };
}

/** What becomes of an image that does not fit, by who runs it. */
interface KindTexts {
  readonly missing: string;
  /** Absent where it depends on the words. */
  readonly single?: string;
}

/** A kubelet pulls for its node by containerd, which says `no match for platform in manifest` (2.1). */
const podTexts: KindTexts = {
  missing:
    'No image for {1} in “{0}”: its pod does not start on such a node (“no match for platform in manifest”). {2}',
  single:
    '“{0}” is a single image for {1}: on a node with {2} its programs do not start (“exec format error”), unless the node emulates them.{3}',
};
const serviceTexts: KindTexts = {
  missing:
    'No image for {1} in “{0}”: the service does not start there (“no matching manifest”). {2}',
};
const containerTexts: KindTexts = {
  missing:
    'No image for {1} in “{0}”: its container does not start there (“no matching manifest”). {2}',
  single: '“{0}” is a single image for {1}: as {2} it runs by emulation, or not at all.{3}',
};

function texts({ services: { kind } }: ServiceRuleInput): KindTexts {
  if (kind === undefined) return serviceTexts;
  return kind === 'kubernetes' || kind === 'helm-values' ? podTexts : containerTexts;
}

/** The engine (28.5, containerd store): `no matching manifest for … in the manifest list entries`. */
function missing(input: ServiceRuleInput): readonly RuleFinding[] {
  return input.sites.flatMap((site): readonly RuleFinding[] => {
    const fact = input.image(site.reference);
    if (!fact.known || fact.value.manifest.kind !== 'index') return [];
    const platforms = site.requests
      .filter(({ platform }) => input.service(fact.value, platform).how === 'missing')
      .map(({ platform }) => platform);
    if (platforms.length === 0) return [];
    return [
      {
        message: {
          text: texts(input).missing,
          args: [
            site.familiar,
            platforms.join(', '),
            offered(fact.value) + plainNameHint(site, input),
          ],
        },
        ...severityOf(site, input, 'error'),
        range: site.range,
        platforms,
        fixes: waysOut(site, platforms, input),
      },
    ];
  });
}

/** Nodes and machines of a file that says nothing of them may all be of the right architecture. */
function severityOf(
  { isFixed }: ServiceSite,
  { services: { kind } }: ServiceRuleInput,
  severity: Severity,
): { readonly severity?: Severity } {
  return kind !== undefined && severity === 'error' && !isFixed ? { severity: 'warning' } : {};
}

/**
 * The engine (28.5, containerd store) pulls a single image for whatever platform, and refuses to run it as
 * another one that was asked for by name. Without a name it runs it, by emulation if it can.
 */
function single(input: ServiceRuleInput): readonly RuleFinding[] {
  return input.sites.flatMap((site): readonly RuleFinding[] => {
    const actual = platformOfSingle(input.image(site.reference));
    const platforms = wrongRequests(site, input).map(({ platform }) => platform);
    if (actual === undefined || platforms.length === 0) return [];
    const args = [site.familiar, actual, platforms.join(', '), plainNameHint(site, input)];
    const { single: ofKind } = texts(input);
    const message: Message =
      ofKind !== undefined
        ? { text: ofKind, args }
        : site.isFixed
          ? {
              text: '“{0}” is a single image for {1}: the service does not start as {2} (“does not provide the specified platform”).{3}',
              args,
            }
          : {
              text: '“{0}” is a single image for {1}: on {2} it runs by emulation, or not at all.{3}',
              args,
            };
    return [{ message, range: site.range, platforms, fixes: waysOut(site, platforms, input) }];
  });
}

function invalid({ services, dockerfile }: ServiceRuleInput): readonly RuleFinding[] {
  return services.platforms.flatMap((word): readonly RuleFinding[] => {
    // Empty where a variable has nothing in it: then it is not said.
    if (!word.resolved) return [];
    const problem = platformProblem(word.resolved);
    if (problem === undefined) return [];
    const { message, severity, fix } = problem;
    const range = dockerfile.lines.range(word.span);
    const edits = fix && word.written === word.resolved ? [{ range, newText: fix.newText }] : [];
    return [
      {
        ...{ message, severity, range },
        platforms: [fix?.newText ?? word.resolved],
        fixes:
          fix && edits.length > 0 ? [{ kind: 'edit', title: fix.title, edits, safe: true }] : [],
      },
    ];
  });
}

function waysOut(
  site: ServiceSite,
  unserved: readonly string[],
  input: ServiceRuleInput,
): readonly Fix[] {
  return [
    ...plainNameFix(site, input),
    ...findTagFix(site, input),
    ...runAsFix(site, unserved, input),
    ...(site.isFixed ? [] : dropTargetsFix(unserved, input)),
  ];
}

/** Runs a service as the first platform that the image has, wherever it runs: by emulation elsewhere. */
function runAsFix(
  { room, requests, reference }: ServiceSite,
  unserved: readonly string[],
  { dockerfile, image }: ServiceRuleInput,
): readonly Fix[] {
  const fact = image(reference);
  const served =
    requests.find(({ platform }) => !unserved.includes(platform))?.platform ??
    platformOfSingle(fact) ??
    (fact.known ? firstOffer(fact.value) : undefined);
  if (room === undefined || served === undefined) return [];
  const place = dockerfile.lines.position(room.at);
  const newText = `platform: ${served}\n${room.indent}`;
  return [
    {
      kind: 'edit',
      title: { text: 'Run it as {0} everywhere', args: [served] },
      edits: [{ range: { start: place, end: place }, newText }],
      safe: false,
    },
  ];
}

function firstOffer({ manifest }: ImageFacts): string | undefined {
  const platform = manifest.kind === 'index' ? manifest.manifests[0]?.platform : undefined;
  return platform && formatPlatformAll(normalizePlatform(platform));
}

function offered(image: ImageFacts): string {
  const platforms = offeredPlatforms(image);
  return platforms === '' ? say('It is an empty manifest list.') : say('It has {0}.', platforms);
}
