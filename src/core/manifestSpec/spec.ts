import type { Span } from '../text.ts';

/** A word of a spec file. */
export interface SpecWord {
  /** Without quotes. */
  readonly text: string;
  readonly span: Span;
}

/** What a spec says of an image's platform; what is left out is what the image says. */
export interface SpecPlatform {
  /** The key `platform`. */
  readonly span: Span;
  readonly os?: SpecWord;
  readonly architecture?: SpecWord;
  readonly variant?: SpecWord;
  readonly osVersion?: SpecWord;
  readonly osFeatures?: readonly SpecWord[];
}

/** An image that goes into the list. */
export interface SpecManifest {
  readonly span: Span;
  readonly image?: SpecWord;
  readonly platform?: SpecPlatform;
}

/**
 * A manifest list as manifest-tool describes it in YAML (estesp/manifest-tool 2.2.1, v2/pkg/types/input.go):
 * the name of the list, more tags, annotations of the index, and its images.
 */
export interface ManifestSpec {
  readonly image?: SpecWord;
  readonly tags: readonly SpecWord[];
  readonly annotations: readonly { readonly name: SpecWord; readonly value: SpecWord }[];
  readonly manifests: readonly SpecManifest[];
}
