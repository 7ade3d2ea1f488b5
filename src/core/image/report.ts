import type { ImageSource } from '../facts.ts';

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
