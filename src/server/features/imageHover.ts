import type { PullSite } from '../../core/analysis/pullSites.ts';
import type { Builder } from '../../core/build/workerNode.ts';
import { quotaText, type Quota } from '../../adapters/registry/quotas.ts';
import { ageText } from '../../core/age.ts';
import type { Fact, ImageFacts, ImageSource } from '../../core/facts.ts';
import { attestationsOf, offersOf, serveRequest } from '../../core/image/coverage.ts';
import { say } from '../../core/language.ts';
import {
  formatPlatformAll,
  normalizePlatform,
  parsePlatform,
} from '../../core/platform/platform.ts';
import type { Position, Range } from '../../core/text.ts';
import { imageLink } from '../../protocol/commands.ts';

/** What a hover shows: Markdown, and the words that it is about. */
export interface HoverText {
  readonly markdown: string;
  readonly range: Range;
}

/** What a hover reads, and may wait for. */
export interface HoverFacts {
  readonly image: (reference: string) => Fact<ImageFacts>;
  /** Waits a little for facts that are on their way. */
  readonly settle: (references: readonly string[]) => Promise<void>;
  /** What a registry has said of its limit. */
  readonly quota: (host: string) => Quota | undefined;
  readonly builder?: Fact<Builder>;
  /** Present time in ms since the epoch. */
  readonly now: number;
}

/** How long an answer is fresh, in ms. */
const freshness = 60_000;
/** How many other platforms are named below the table. */
const namedPlatforms = 16;

/** What is known of an image that is asked for in a place. */
export function siteText(site: PullSite, { image: read, quota, now }: HoverFacts): string {
  const fact = read(site.reference);
  const title = `**${code(site.reference)}**`;
  if (!fact.known) {
    return `${title}\n\n${say('Its platforms are unknown. {0}', escapeMarkdown(fact.reason.message))}`;
  }
  const image = fact.value;
  const kind = {
    index: say('manifest list'),
    image: say('single image'),
    legacy: say('schema 1 image'),
  };
  return [
    image.elsewhere ? title : `${title} · ${kind[image.manifest.kind]}`,
    platformTable(site, image),
    otherPlatforms(site, image),
    engineNote(image),
    [
      ...(image.elsewhere ? [] : [say('Digest {0}', code(image.digest))]),
      ...attestationNote(image),
      sourceText(image.source),
      ...ageNote(fact.asOf, now),
      ...quotaNote(quota(image.source.registry)),
      imageLink(say('Inspect'), 'inspect', { kind: 'registry', reference: site.reference }),
      imageLink(say('Audit'), 'audit', { kind: 'registry', reference: site.reference }),
    ].join(' · '),
    fact.remembered
      ? say('Remembered from then. {0}', escapeMarkdown(fact.remembered.message))
      : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Who has told what is shown. */
export function sourceText({ registry, mirror, engine }: ImageSource): string {
  if (engine) return say("the engine's local image");
  return mirror === undefined
    ? say('from {0}', code(registry))
    : say('from the mirror {0}', code(mirror));
}

/** What a build makes of an image that the engine has of its own. */
function engineNote({ source, engineImage, elsewhere }: ImageFacts): string {
  if (engineImage === undefined) {
    return source.engine
      ? say(
          'A build takes the image that the Docker engine has of its own; with `--pull` it asks the registry.',
        )
      : '';
  }
  const platform = code(formatPlatformAll(normalizePlatform(engineImage.platform)));
  const own = say(
    'A build takes the image for {0} that the Docker engine has of its own where it fits, and asks the registry for other platforms.',
    platform,
  );
  return elsewhere
    ? say('{0} What the registry has is unknown. {1}', own, escapeMarkdown(elsewhere.message))
    : own;
}

/** That an answer is fresh goes without saying. */
export function ageNote(asOf: number, now: number): readonly string[] {
  return now - asOf < freshness ? [] : [say('as of {0}', ageText(asOf, now))];
}

function quotaNote(quota: Quota | undefined): readonly string[] {
  return quota === undefined ? [] : [say('pulls left: {0}', quotaText(quota))];
}

function platformTable(site: PullSite, image: ImageFacts): string {
  if (site.requests.length === 0 && site.by === 'image') {
    return say('On which platform it runs is not known: the file does not tell.');
  }
  if (site.requests.length === 0) {
    return say(
      'Which platform it is asked for depends on the builder: it is the platform that the builder runs on.',
    );
  }
  const rows = site.requests.map(({ platform, targets }) => {
    const isPinned = targets.length > 1 || targets[0] !== platform;
    const label = isPinned
      ? say('{0} (for {1})', code(platform), targets.join(', '))
      : code(platform);
    return `| ${label} | ${site.by === 'image' ? runText(platform, image) : serviceText(platform, image)} |`;
  });
  return [
    `| ${say('Platform')} | ${site.by === 'image' ? say('What a container gets') : say('What a build gets')} |`,
    '|:--|:--|',
    ...rows,
  ].join('\n');
}

/** What an engine runs, which refuses what a build takes. */
function runText(platform: string, image: ImageFacts): string {
  const requested = parsePlatform(platform);
  const actual = image.configPlatform;
  const isMissing = requested.ok && serveRequest(image, requested.value).how === 'missing';
  if (!isMissing) return serviceText(platform, image);
  if (image.manifest.kind !== 'image' || actual === undefined)
    return say('✗ no image: it does not start');
  return say(
    '⚠ the image for {0}: emulated, or it does not start',
    code(formatPlatformAll(normalizePlatform(actual))),
  );
}

function serviceText(platform: string, image: ImageFacts): string {
  const requested = parsePlatform(platform);
  if (!requested.ok) return escapeMarkdown(requested.problem.message);
  const service = serveRequest(image, requested.value);
  const isSingle = image.manifest.kind === 'image';
  const isOwn = 'descriptor' in service && service.descriptor.digest === image.engineImage?.digest;
  switch (service.how) {
    case 'exact':
      if (isOwn)
        return say("✓ the engine's local image {0}", code(shortDigest(service.descriptor.digest)));
      return say('✓ its own image {0}', code(shortDigest(service.descriptor.digest)));
    case 'degraded': {
      const served = code(formatPlatformAll(normalizePlatform(service.platform)));
      const digest = code(shortDigest(service.descriptor.digest));
      if (isOwn) return say("⚠ the engine's local image for {0} {1}", served, digest);
      if (isSingle && service.by === 'instruction-set')
        return say('⚠ files for {0}, labelled {1}', served, code(platform));
      return say('⚠ the image for {0} {1}', served, digest);
    }
    case 'missing': {
      const actual = image.configPlatform;
      if (!isSingle || actual === undefined) return say('✗ no image: the build fails');
      return say(
        '⚠ files for {0}, labelled {1}',
        code(formatPlatformAll(normalizePlatform(actual))),
        code(platform),
      );
    }
    case 'unknown':
      if (image.elsewhere) return say('unknown: the registry would be asked');
      return say('unknown: the image does not say what it is made for');
  }
}

function otherPlatforms(site: PullSite, image: ImageFacts): string {
  const asked = new Set(site.requests.map(({ platform }) => platform));
  const others = offersOf(image)
    .flatMap(({ platform }) => platform ?? [])
    .map((platform) => formatPlatformAll(normalizePlatform(platform)))
    .filter((platform) => !asked.has(platform));
  const names = [...new Set(others)];
  if (names.length === 0 || image.manifest.kind !== 'index') return '';
  const more = names.length - namedPlatforms;
  return `${asked.size === 0 ? say('It is there for') : say('Also for')} ${names.slice(0, namedPlatforms).map(code).join(', ')}${more > 0 ? say(' and {0} more', more) : ''}.`;
}

/** @param count at least 1 */
export function attestationCount(count: number): string {
  return count === 1 ? say('1 attestation') : say('{0} attestations', count);
}

function attestationNote(image: ImageFacts): readonly string[] {
  const { length } = attestationsOf(image.manifest);
  return length === 0 ? [] : [attestationCount(length)];
}

/** Whether a range holds a position, its end included. */
export function contains({ start, end }: Range, { line, character }: Position): boolean {
  const isAfterStart = line > start.line || (line === start.line && character >= start.character);
  const isBeforeEnd = line < end.line || (line === end.line && character <= end.character);
  return isAfterStart && isBeforeEnd;
}

/** `sha256:` and twelve digits, as `docker image ls` shows them. */
function shortDigest(digest: string): string {
  const [algorithm = '', hex = ''] = digest.split(':', 2);
  return `${algorithm}:${hex.slice(0, 12)}`;
}

/** Text of a registry as code: it can neither end the code nor the table cell, nor turn it round. */
export function code(text: string): string {
  return `\`${text.replace(/[`|\p{Cc}\p{Cf}]/gu, ' ')}\``;
}

/** Text of a registry or a tool that is no Markdown, whatever it holds. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/[\\`*_{}[\]()<>#+!|~:@]/g, '\\$&')
    .replace(/www\./gi, 'www\\.');
}
