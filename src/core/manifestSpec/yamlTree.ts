import type { Span } from '../text.ts';

/**
 * A YAML document with its places, whoever has read it: aliases and merges are followed, tags are gone.
 *
 * - `text`: a scalar as it is written, without quotes: `386` is a text here
 * - `nothing`: a key without a value, `~` or `null`
 */
export type YamlTree =
  | { readonly kind: 'map'; readonly span: Span; readonly entries: readonly YamlEntry[] }
  | { readonly kind: 'list'; readonly span: Span; readonly items: readonly YamlTree[] }
  | { readonly kind: 'text'; readonly span: Span; readonly text: string }
  | { readonly kind: 'nothing'; readonly span: Span };

/** A key with its value. */
export interface YamlEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlTree;
}
