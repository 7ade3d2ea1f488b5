import type { Analysis } from '../../core/analysis/analyze.ts';
import { ageText } from '../../core/age.ts';
import { attestationsOf, offersOf } from '../../core/image/coverage.ts';
import type { ImageFacts } from '../../core/facts.ts';
import { pulledReference } from '../../core/image/reference.ts';
import { say } from '../../core/language.ts';
import { shownPlatform } from '../../core/manifestList/listedPlatforms.ts';
import { readName } from '../../core/manifestSpec/checkSpec.ts';
import type { SpecManifest, SpecWord } from '../../core/manifestSpec/spec.ts';
import {
  fillPlatform,
  wholePlatform,
  writtenPlatform,
} from '../../core/manifestSpec/specPlatform.ts';
import { variantNote } from '../../core/manifestSpec/specWords.ts';
import type { Platform } from '../../core/platform/platform.ts';
import type { Position } from '../../core/text.ts';
import { imageLink } from '../../protocol/commands.ts';
import {
  ageNote,
  code,
  contains,
  escapeMarkdown,
  sourceText,
  type HoverFacts,
  type HoverText,
  attestationCount,
} from './imageHover.ts';

/** How many platforms of an image are named. */
const namedPlatforms = 24;

/** What a spec names under the cursor: an image with its platforms, or what a list says of one. */
export async function specHover(
  { spec, dockerfile: { lines } }: Analysis,
  position: Position,
  facts: HoverFacts,
): Promise<HoverText | undefined> {
  if (spec === undefined) return undefined;
  const isHere = (word: SpecWord | undefined): word is SpecWord =>
    word !== undefined && contains(lines.range(word.span), position);
  const { image, manifests } = spec.spec;
  if (isHere(image)) {
    const markdown = await imageText(image, undefined, facts);
    return markdown === undefined ? undefined : { range: lines.range(image.span), markdown };
  }
  for (const manifest of manifests) {
    if (isHere(manifest.image)) {
      const markdown = await imageText(manifest.image, manifest, facts);
      const range = lines.range(manifest.image.span);
      return markdown === undefined ? undefined : { range, markdown };
    }
    const { os, architecture, variant, osVersion } = manifest.platform ?? {};
    const word = [os, architecture, variant, osVersion].find(isHere);
    if (word) return { range: lines.range(word.span), markdown: platformText(manifest) };
  }
  return undefined;
}

async function imageText(
  word: SpecWord,
  manifest: SpecManifest | undefined,
  { image: read, settle, now }: HoverFacts,
): Promise<string | undefined> {
  const name = readName(word);
  if (name === undefined) return undefined;
  const reference = pulledReference(name).canonical;
  await settle([reference]);
  const fact = read(reference);
  const title = `**${code(reference)}**`;
  if (!fact.known) {
    const isNew = manifest === undefined && fact.reason.code === 'not-found';
    const text = isNew
      ? say('There is no such tag yet: the list will be the first.')
      : say('Its platforms are unknown. {0}', escapeMarkdown(fact.reason.message));
    return `${title}\n\n${text}`;
  }
  const { value } = fact;
  const kind = {
    index: say('manifest list'),
    image: say('single image'),
    legacy: say('schema 1 image'),
  };
  const attestations = attestationsOf(value.manifest).length;
  return [
    `${title} · ${manifest === undefined ? say('now a {0}', kind[value.manifest.kind]) : kind[value.manifest.kind]}`,
    say('For {0}.', platformNames(value)),
    manifest === undefined ? '' : listedText(manifest, value),
    [
      say('Digest {0}', code(value.digest)),
      ...(attestations === 0 ? [] : [attestationCount(attestations)]),
      sourceText(value.source),
      ...createdNote(value.created, now),
      ...ageNote(fact.asOf, now),
      imageLink('Inspect', 'inspect', { kind: 'registry', reference }),
      imageLink('Audit', 'audit', { kind: 'registry', reference }),
    ].join(' · '),
    fact.remembered
      ? say('Remembered from then. {0}', escapeMarkdown(fact.remembered.message))
      : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** When a single image was made; builds that can be repeated say a time long ago. */
function createdNote(created: string | undefined, now: number): readonly string[] {
  const at = created === undefined ? NaN : Date.parse(created);
  return Number.isNaN(at) || at <= 0 || at > now ? [] : [say('made {0}', ageText(at, now))];
}

function platformNames(image: ImageFacts): string {
  const all = offersOf(image).flatMap(({ platform }) => platform ?? []);
  if (all.length === 0) return say('a platform that it does not say');
  const names = [...new Set(all.map(shownPlatform))];
  const more = names.length - namedPlatforms;
  return `${names.slice(0, namedPlatforms).map(code).join(', ')}${more > 0 ? say(' and {0} more', more) : ''}`;
}

function listedText({ platform }: SpecManifest, image: ImageFacts): string {
  const filled = fillPlatform(writtenPlatform(platform), image);
  switch (filled.how) {
    case 'listed':
      return say(
        '✓ Listed for {0}',
        filled.platforms.map((each) => code(asWritten(each))).join(', '),
      );
    case 'missing':
      return say(
        '✗ It has nothing for {0}: the list cannot be made',
        code(asWritten(filled.platform)),
      );
    case 'differs':
      return say(
        '⚠ Listed for {0}, which is not what it says itself',
        code(asWritten(filled.platform)),
      );
    case 'unknown':
      return '';
  }
}

function platformText({ platform }: SpecManifest): string {
  const written = writtenPlatform(platform);
  const whole = wholePlatform(written);
  if (whole === undefined) return say('A platform has an `os` and an `architecture`.');
  const note =
    whole.variant === undefined ? undefined : variantNote(whole.architecture, whole.variant);
  const shown = shownPlatform(whole);
  return [
    say('**{0}**: what the list says of the image', code(asWritten(whole))),
    shown === asWritten(whole)
      ? ''
      : say('Whoever pulls asks for {0}, which is the same.', code(shown)),
    note === undefined ? '' : escapeMarkdown(note),
    whole.os === 'windows' && whole.osVersion === undefined
      ? say('Windows chooses by the OS version, which is the one that the image says.')
      : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** As the list has it: nothing is normalised. */
function asWritten({ os, architecture, variant, osVersion }: Platform): string {
  const words = [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
  return osVersion === undefined ? words : `${words} ${osVersion}`;
}
