import type { ImageFacts, ImageSource } from '../facts.ts';
import { formatPlatformAll } from '../platform/platform.ts';
import { attestationsOf, offersOf, type Offer } from './coverage.ts';

/** One platform of an image, as the `image` command prints it. */
export interface ReportedPlatform {
  /** Formatted with OS version and features, e.g. `linux/arm/v7`, `windows(10.0.20348.2227)/amd64`. */
  readonly platform: string;
  readonly digest: string;
  /** Length of the platform's manifest in bytes, as its descriptor says. */
  readonly size: number;
  /** RFC 3339, where the index or the config tells. */
  readonly created?: string;
}

/** The public answer of `multiarch image` (docs/cli.md). */
export interface ImageReport {
  readonly reference: string;
  readonly digest: string;
  readonly mediaType: string;
  readonly platforms: readonly ReportedPlatform[];
  readonly attestations: readonly { readonly of: string; readonly digest: string }[];
  readonly source: ImageSource;
}

const CREATED = 'org.opencontainers.image.created';

/** What a registry said of an image, as the `image` command and the image view show it. */
export function reportImage(image: ImageFacts): ImageReport {
  return {
    reference: image.reference,
    digest: image.digest,
    mediaType: image.manifest.mediaType,
    platforms: offersOf(image).map((offer) => reportOffer(offer, image)),
    attestations: attestationsOf(image.manifest),
    source: image.source,
  };
}

function reportOffer({ descriptor, platform }: Offer, image: ImageFacts): ReportedPlatform {
  const created =
    image.manifest.kind === 'index' ? descriptor.annotations?.[CREATED] : image.created;
  return {
    platform: platform === undefined ? 'unknown' : formatPlatformAll(platform),
    digest: descriptor.digest,
    size: descriptor.size,
    ...(created !== undefined && { created }),
  };
}
