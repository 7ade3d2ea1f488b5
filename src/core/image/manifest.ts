import type { Platform } from '../platform/platform.ts';

/** A pointer to content, as in the OCI image specification 1.1 (descriptor.md). */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  /** Length of the content in bytes. */
  readonly size: number;
  /** As written in the index: not normalised. */
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
}

/** What a registry answers for a reference: a manifest list, one image, or Docker's schema 1. */
export type Manifest =
  | {
      readonly kind: 'index';
      readonly mediaType: string;
      readonly manifests: readonly Descriptor[];
      readonly annotations?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'image';
      readonly mediaType: string;
      readonly config: Descriptor;
      readonly layers: readonly Descriptor[];
      readonly annotations?: Readonly<Record<string, string>>;
      readonly artifactType?: string;
    }
  | { readonly kind: 'legacy'; readonly mediaType: string; readonly architecture?: string };
