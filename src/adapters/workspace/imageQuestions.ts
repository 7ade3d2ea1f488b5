import type { BaseImageNeed } from '../../core/dockerfile/baseImages.ts';
import type { BaseImage } from '../../core/dockerfile/resolution.ts';
import type { Fact, ImageFacts } from '../../core/facts.ts';

/** Images on which a result depends. */
export interface ImageNeeds {
  /** Canonical references. */
  readonly images: readonly string[];
  /** Images whose configs count. */
  readonly bases: readonly BaseImageNeed[];
}

/** What is known about images, or why it is not. */
export interface KnownImages {
  /** By canonical reference. */
  readonly images: ReadonlyMap<string, Fact<ImageFacts>>;
  /** By the key of the need. */
  readonly bases: ReadonlyMap<string, Fact<BaseImage>>;
}

/** Finds out about all that is needed. */
export type AskAboutImages = (needs: ImageNeeds) => Promise<KnownImages>;
