import type { Pipeline } from '../ci/pipeline.ts';
import type { BuiltBase } from '../ci/builtBases.ts';
import type { Span } from '../text.ts';
import type { ImageFileKind } from './fileNames.ts';

/** A scalar of a YAML file. */
export interface YamlWord {
  /** As it stands there, without quotes. */
  readonly written: string;
  /** With its variables in place; absent where one of them is not known. */
  readonly resolved?: string;
  /** Without quotes. */
  readonly span: Span;
}

/** The image that a service runs, which nothing in the file builds. */
export interface ServiceImage {
  /** Name of the service. */
  readonly service: string;
  readonly image: YamlWord;
  /** Where the service says which platform it is run as. */
  readonly platform?: YamlWord;
  /** All platforms that it must run on, as a file of another kind says it: see imageUse.ts. */
  readonly platforms?: readonly YamlWord[];
  /** Platforms on which it never runs, formatted. */
  readonly excluded?: readonly string[];
  /** Where a line `platform: …` may be put above that of the image, and how far it is indented. */
  readonly room?: { readonly at: number; readonly indent: string };
}

/** What a compose file, or another file that names images, says of images and platforms. */
export interface ComposeServices {
  /** What it is, unless it is a compose file. */
  readonly kind?: ImageFileKind;
  readonly images: readonly ServiceImage[];
  /** Every word that should be a platform: `platform` and `build.platforms`, each once. */
  readonly platforms: readonly YamlWord[];
  /** What its jobs do, where it is a workflow or a pipeline. */
  readonly pipeline?: Pipeline;
  /** The images that its jobs build upon. */
  readonly bases?: readonly BuiltBase[];
  /** Services whose image the file beside it names, e.g. its override. */
  readonly elsewhere?: readonly string[];
  /** Why nothing, or not everything, could be read, for a person. */
  readonly problem?: string;
}
