import type { Range } from '../text.ts';
import type { Message } from './finding.ts';

/** A replacement of one stretch of the file. An empty range inserts. */
export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/**
 * A way out of a finding.
 *
 * - `edit`: changes the file, and only the words that are wrong. `safe` ones change nothing but what the
 *   finding is about, whatever the author meant, so they may be applied to a whole file without being read
 * - `find-tag`: looks for tags of the image's repository that have every platform; the surface asks the
 *   registry and offers what it finds in place of `range`
 * - `check-downloads`: asks whether the files of other platforms are there
 * - `drop-targets`: takes platforms out of the targets, wherever they come from
 */
export type Fix =
  | {
      readonly kind: 'edit';
      readonly title: Message;
      /** In the order of the file, none overlapping another. */
      readonly edits: readonly TextEdit[];
      readonly safe: boolean;
    }
  | {
      readonly kind: 'find-tag';
      readonly title: Message;
      /** Canonical. */
      readonly reference: string;
      /** The words that name the image. */
      readonly range: Range;
      /** What a tag must have, formatted. */
      readonly platforms: readonly string[];
    }
  | {
      readonly kind: 'check-downloads';
      readonly title: Message;
      /** What is asked for, each with HEAD. */
      readonly downloads: readonly { readonly platform: string; readonly url: string }[];
    }
  | {
      readonly kind: 'drop-targets';
      readonly title: Message;
      /** Targets, formatted. */
      readonly platforms: readonly string[];
    };
