import { parseReference, type Reference } from '../image/reference.ts';
import { nearestOf } from '../dockerfile/suggestion.ts';
import { say } from '../language.ts';
import { normalizeArchitecture } from '../platform/architecture.ts';
import { normalizeOs } from '../platform/operatingSystem.ts';
import type { Span } from '../text.ts';
import type { ManifestSpec, SpecManifest, SpecPlatform, SpecWord } from './spec.ts';
import { specWords } from './specWords.ts';
import { isRunSomewhere, wholePlatform, writtenPlatform } from './specPlatform.ts';
import type { SpecProblem } from './specProblem.ts';

/** What is wrong with a spec, whatever the registry says. */
export function checkSpec(spec: ManifestSpec): readonly SpecProblem[] {
  const target = spec.image && readName(spec.image);
  return [
    ...checkTarget(spec, target),
    ...spec.manifests.flatMap((manifest) => checkManifest(manifest, target)),
  ];
}

/** The reference that a word names; undefined where it is none. */
export function readName(word: SpecWord | undefined): Reference | undefined {
  const parsed = word && parseReference(word.text);
  return parsed?.ok === true ? parsed.value : undefined;
}

const start: Span = { start: 0, end: 0 };

function checkTarget(
  { image, tags, manifests }: ManifestSpec,
  target: Reference | undefined,
): readonly SpecProblem[] {
  const problems: SpecProblem[] = [];
  const none = 'spec-incomplete';
  if (image === undefined) {
    problems.push(error(none, start, 'The spec does not say what the list is called: image.'));
  } else if (target === undefined) {
    problems.push(invalidName(image));
  } else if (target.digest !== undefined) {
    const text = 'A digest cannot be chosen: “{0}” names a tag.';
    problems.push(error('spec-invalid-name', image.span, text, image.text));
  }
  if (manifests.length === 0) {
    problems.push(
      error(none, image?.span ?? start, 'The spec names no images: manifests is a list of them.'),
    );
  }
  for (const tag of tags) {
    if (parseReference(`name:${tag.text}`).ok && /^[\w.-]+$/.test(tag.text)) continue;
    const text = '“{0}” is no tag: letters, digits, “_”, “.” and “-”, 128 at most.';
    problems.push(error('spec-invalid-name', tag.span, text, tag.text));
  }
  return problems;
}

function checkManifest(
  { image, platform, span }: SpecManifest,
  target: Reference | undefined,
): readonly SpecProblem[] {
  const own = platform ? checkPlatform(platform) : [];
  if (image === undefined) {
    return [error('spec-incomplete', span, 'The entry names no image.'), ...own];
  }
  const source = readName(image);
  if (source === undefined) return [invalidName(image), ...own];
  if (target === undefined || source.domain === target.domain) return own;
  const args = [source.domain, target.domain];
  const text =
    'It is in {0}, and the list in {1}: multiarch copies it there. manifest-tool and docker manifest refuse that.';
  return [
    {
      code: 'spec-other-registry',
      severity: 'information',
      span: image.span,
      message: { text, args },
    },
    ...own,
  ];
}

function checkPlatform(platform: SpecPlatform): readonly SpecProblem[] {
  const { os, architecture, variant, span } = platform;
  const written = writtenPlatform(platform);
  const whole = wholePlatform(written);
  if (whole === undefined) {
    if (Object.keys(written).length === 0 || (!written.os && !written.architecture)) return [];
    const missing = written.os === undefined ? 'os' : 'architecture';
    const text = 'A platform has an os and an architecture: {0} is missing.';
    return [error('spec-incomplete', span, text, missing)];
  }
  const problems: SpecProblem[] = [];
  if (!isRunSomewhere(whole)) {
    const alias = normalizeArchitecture(whole.architecture, whole.variant ?? '').architecture;
    const isOs = !isRunSomewhere({ os: whole.os, architecture: 'amd64' });
    const word = isOs ? os : architecture;
    const usual = isOs
      ? (different(normalizeOs(whole.os), whole.os, isOsWord) ??
        nearestOf(whole.os, specWords.os, 'any case'))
      : (different(alias, whole.architecture, isArchitectureWord) ??
        nearestOf(whole.architecture, specWords.architecture, 'any case'));
    const text = isOs
      ? '“{0}” is no operating system that images are made for{1}.'
      : '“{0}” is no architecture that images are made for{1}.';
    const hint = usual === undefined ? '' : say(': write {0}', usual);
    problems.push({
      ...error('spec-unknown-platform', word?.span ?? span, text, word?.text ?? '', hint),
      ...(usual !== undefined && {
        fix: { title: { text: 'Write “{0}”', args: [usual] }, newText: usual },
      }),
    });
  } else if (variant && whole.variant !== undefined) {
    problems.push(...checkVariant(whole.architecture, variant));
  }
  return problems;
}

function isOsWord(word: string): boolean {
  return isRunSomewhere({ os: word, architecture: 'amd64' });
}

function isArchitectureWord(word: string): boolean {
  return isRunSomewhere({ os: 'linux', architecture: word });
}

function different(
  word: string,
  from: string,
  isKnown: (word: string) => boolean,
): string | undefined {
  return word !== from && isKnown(word) ? word : undefined;
}

function checkVariant(architecture: string, variant: SpecWord): readonly SpecProblem[] {
  const known = specWords.variants[architecture] ?? [];
  if (known.includes(variant.text)) return [];
  const near = nearestOf(variant.text, known, 'any case');
  const text =
    known.length === 0
      ? '{0} has no variants: nobody asks for {0}/{1}.'
      : '“{1}” is no variant of {0}: there are {2}.';
  return [
    {
      code: 'spec-unknown-platform',
      severity: 'warning',
      span: variant.span,
      message: { text, args: [architecture, variant.text, known.join(', ')] },
      ...(near !== undefined && {
        fix: { title: { text: 'Write “{0}”', args: [near] }, newText: near },
      }),
    },
  ];
}

function invalidName(word: SpecWord): SpecProblem {
  const parsed = parseReference(word.text);
  const why = parsed.ok ? '' : parsed.problem.message;
  if (word.text.includes('$')) {
    const text = '“{0}” holds a variable, which nobody fills in here: write the name itself.';
    return error('spec-invalid-name', word.span, text, word.text);
  }
  return error(
    'spec-invalid-name',
    word.span,
    '“{0}” is no name of an image: {1}.',
    word.text,
    why,
  );
}

function error(
  code: SpecProblem['code'],
  span: Span,
  text: string,
  ...args: readonly string[]
): SpecProblem {
  return { code, severity: 'error', span, message: { text, args } };
}
