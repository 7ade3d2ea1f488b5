import type { Fact, ImageFacts } from '../facts.ts';
import { pulledReference } from '../image/reference.ts';
import { shownPlatform } from '../manifestList/listedPlatforms.ts';
import { normalizePlatform, type Platform } from '../platform/platform.ts';
import { checkSpec, readName } from './checkSpec.ts';
import type { ManifestSpec, SpecManifest } from './spec.ts';
import { fillPlatform, isRunSomewhere, wholePlatform, writtenPlatform } from './specPlatform.ts';
import type { SpecProblem } from './specProblem.ts';

/** What is known of a spec and its images. */
export interface SpecAnalysis {
  readonly spec: ManifestSpec;
  /** In the order of the file. */
  readonly problems: readonly SpecProblem[];
  /** Canonical references of the images: what to look up. */
  readonly needs: readonly string[];
}

/** Says what is wrong with a spec, by itself and by what its images are. Pure and total. */
export function analyzeSpec(
  { spec, problems }: Pick<SpecAnalysis, 'spec' | 'problems'>,
  image: (reference: string) => Fact<ImageFacts>,
): SpecAnalysis {
  const entries = spec.manifests.map((manifest) => judge(manifest, image));
  const all = [
    ...problems,
    ...checkSpec(spec),
    ...entries.flatMap((entry) => entry.problems),
    ...duplicates(spec.manifests, entries),
  ];
  // What is missing may stand where nobody can read it.
  const isBroken = problems.some(({ code }) => code === 'spec-syntax');
  const needs = spec.manifests.flatMap((manifest) => referenceOf(manifest) ?? []);
  return {
    spec,
    problems: (isBroken ? all.filter(({ code }) => code !== 'spec-incomplete') : all).toSorted(
      (a, b) => a.span.start - b.span.start,
    ),
    needs: [...new Set(needs)],
  };
}

/** Canonical reference of the image of an entry, with its tag; undefined where it names none. */
export function referenceOf({ image }: SpecManifest): string | undefined {
  const reference = readName(image);
  return reference && pulledReference(reference).canonical;
}

interface Judged {
  readonly problems: readonly SpecProblem[];
  /** What the list says of it; undefined where that is not known yet. */
  readonly platforms?: readonly Platform[];
}

function judge(manifest: SpecManifest, read: (reference: string) => Fact<ImageFacts>): Judged {
  const written = writtenPlatform(manifest.platform);
  const reference = referenceOf(manifest);
  const { image } = manifest;
  if (reference === undefined || image === undefined) return { problems: [] };
  const span = manifest.platform?.architecture?.span ?? manifest.platform?.span ?? image.span;
  const whole = wholePlatform(written);
  // That nothing runs on the platform is told already; no image has it.
  if (whole !== undefined && !isRunSomewhere(whole)) return { problems: [] };
  const fact = read(reference);
  const reason = fact.known ? fact.value.elsewhere : fact.reason;
  if (reason?.code === 'not-found') {
    const text = 'The registry has no image “{0}”: the list cannot be made. Push it first.';
    const message = { text, args: [image.text] };
    const problem = { severity: 'error', span: image.span, message } as const;
    return { problems: [{ code: 'spec-source-missing', ...problem }] };
  }
  const filled = fact.known ? fillPlatform(written, fact.value) : ({ how: 'unknown' } as const);
  switch (filled.how) {
    case 'listed':
      return { problems: [], platforms: filled.platforms };
    case 'unknown':
      return { problems: [], ...certainPlatform(written) };
    case 'missing': {
      const text = '“{0}” is a manifest list and has no {1}. It has {2}.';
      const message = {
        text,
        args: [image.text, shownPlatform(filled.platform), names(filled.offered)],
      };
      return { problems: [{ code: 'spec-platform-missing', severity: 'error', span, message }] };
    }
    case 'differs': {
      const text =
        '“{0}” is an image for {2}, and would be listed for {1}: programs for {2} do not run there without emulation.';
      const message = {
        text,
        args: [image.text, shownPlatform(filled.platform), names(filled.offered)],
      };
      return {
        problems: [{ code: 'spec-platform-differs', severity: 'warning', span, message }],
        platforms: [filled.platform],
      };
    }
  }
}

/** What is written, where nothing that an image could add makes another platform of it. */
function certainPlatform(written: Partial<Platform>): Pick<Judged, 'platforms'> {
  const whole = wholePlatform(written);
  if (whole === undefined) return {};
  const { os, architecture } = normalizePlatform(whole);
  const isOpen =
    (architecture === 'arm' && whole.variant === undefined) ||
    (os === 'windows' && whole.osVersion === undefined);
  return isOpen ? {} : { platforms: [whole] };
}

function duplicates(
  manifests: readonly SpecManifest[],
  entries: readonly Judged[],
): readonly SpecProblem[] {
  const first = new Map<string, SpecManifest>();
  return manifests.flatMap((manifest, at) => {
    const { image, platform } = manifest;
    const own = new Set((entries[at]?.platforms ?? []).map(shownPlatform));
    const problems: SpecProblem[] = [];
    for (const shown of own) {
      const other = first.get(shown);
      if (other === undefined) first.set(shown, manifest);
      // The same image twice is one entry.
      else if (image && referenceOf(other) !== referenceOf(manifest)) {
        const text =
          '{0} is there already: “{1}”. A list has one image for a platform; whoever pulls gets the first.';
        const message = { text, args: [shown, other.image?.text ?? ''] };
        const span = platform?.architecture?.span ?? platform?.span ?? image.span;
        problems.push({ code: 'spec-duplicate-platform', severity: 'error', span, message });
      }
    }
    return problems;
  });
}

function names(platforms: readonly Platform[]): string {
  return [...new Set(platforms.map(shownPlatform))].join(', ');
}
