import { ageText } from '../core/age.ts';
import type { EngineImage, Fact, ImageFacts, ImageSource } from '../core/facts.ts';
import { parseReference } from '../core/image/reference.ts';
import { formatPlatformAll, normalizePlatform } from '../core/platform/platform.ts';
import { printable } from './terminal.ts';

/** Where what is known of an image comes from, and since when: public JSON (docs/cli.md). */
export interface ImageOrigin {
  /** Canonical. */
  readonly reference: string;
  readonly digest: string;
  /** RFC 3339. */
  readonly asOf: string;
  readonly source: ImageSource;
  /** With the classic store: what the engine has of its own, for the platforms that it matches. */
  readonly engineImage?: { readonly platform: string; readonly digest: string };
  /** Why the registry could not be asked again. */
  readonly remembered?: string;
}

/** The origins of what is known, in the order of the references, each once. */
export function imageOrigins(
  references: Iterable<string>,
  facts: ReadonlyMap<string, Fact<ImageFacts>>,
): readonly ImageOrigin[] {
  return [...new Set(references)].flatMap((reference) => {
    const fact = facts.get(reference);
    if (!fact?.known) return [];
    const { digest, source, engineImage } = fact.value;
    const origin: ImageOrigin = {
      ...{ reference, digest, asOf: new Date(fact.asOf).toISOString(), source },
      ...(engineImage && { engineImage: inJson(engineImage) }),
      ...(fact.remembered && { remembered: fact.remembered.message }),
    };
    return [origin];
  });
}

/** What people are told of origins: only of images that no registry was asked for just now. */
export function originNotes(origins: readonly ImageOrigin[], now: number): string {
  const own = origins.flatMap(({ reference, source, engineImage }) => {
    if (engineImage) return [`  ${familiar(reference)} for ${engineImage.platform}`];
    return source.engine ? [`  ${familiar(reference)}`] : [];
  });
  const old = origins.flatMap(({ reference, asOf, remembered }) =>
    remembered === undefined
      ? []
      : [`  ${familiar(reference)}, ${ageText(Date.parse(asOf), now)}: ${printable(remembered)}`],
  );
  return [
    ...section("Found among the engine's own images, which a build without --pull takes", own),
    ...section('Remembered, because the registry could not be asked again', old),
  ].join('');
}

function inJson({ platform, digest }: EngineImage) {
  return { platform: formatPlatformAll(normalizePlatform(platform)), digest };
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:\n${lines.join('\n')}\n\n`];
}

function familiar(reference: string): string {
  const parsed = parseReference(reference);
  return printable(parsed.ok ? parsed.value.familiar : reference);
}
