import type { Fact, ImageFacts } from '../facts.ts';
import { formatPlatformAll, normalizePlatform } from '../platform/platform.ts';
import { attestationsOf, offersOf, type Offer } from './coverage.ts';
import type { ImageInspection, PlatformInspection } from './inspection.ts';
import { oddities } from './oddities.ts';
import { say } from '../language.ts';

/** How many entries of an index are looked at; real ones have some dozens. */
const maxEntries = 500;

const pending: Fact<never> = {
  known: false,
  reason: {
    code: 'pending',
    get message() {
      return say('It has not been read yet.');
    },
  },
};

const noEngine: Fact<never> = {
  known: false,
  reason: {
    code: 'builder-unknown',
    get message() {
      return say('No Docker engine was asked for it.');
    },
  },
};

/** What the first stage of an inspection knows. */
export type InspectedRoot = Pick<ImageFacts, 'digest' | 'size' | 'manifest' | 'configPlatform'>;

/** How an inspection is named, and where its image was found. */
export type InspectionName = Pick<
  ImageInspection,
  'reference' | 'familiar' | 'origin' | 'asOf' | 'remembered'
>;

/** The first stage: what the bytes tell that the reference names. Details are `pending`. */
export function startInspection(name: InspectionName, root: InspectedRoot): ImageInspection {
  const { manifest, digest, size } = root;
  const offers = offersOf(root);
  const attestations = attestationsOf(manifest);
  const platforms = offers.slice(0, maxEntries).map(entryOf);
  const names = new Map(platforms.map((entry) => [entry.digest, entry.platform]));
  const left = [offers, attestations].map(({ length }) => Math.max(0, length - maxEntries));
  const inspection: ImageInspection = {
    ...name,
    ...{ digest, size, mediaType: manifest.mediaType, kind: manifest.kind },
    annotations: (manifest.kind === 'legacy' ? undefined : manifest.annotations) ?? {},
    platforms,
    leftOut: left.reduce((sum, count) => sum + count, 0),
    attestations: attestations
      .slice(0, maxEntries)
      .map((entry) => ({ ...entry, platform: names.get(entry.of) ?? '' })),
    oddities: [],
  };
  return { ...inspection, oddities: oddities(inspection) };
}

function entryOf({ descriptor, platform }: Offer): PlatformInspection {
  const { digest, mediaType, size, annotations = {} } = descriptor;
  return {
    platform: platform === undefined ? 'unknown' : formatPlatformAll(normalizePlatform(platform)),
    ...(platform && { written: platform }),
    ...{ digest, mediaType, size, annotations },
    details: pending,
    inEngine: noEngine,
  };
}
