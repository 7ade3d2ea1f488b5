import type { Span } from './text.ts';

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

/** A text of a YAML document with its place. */
export type YamlText = Extract<YamlTree, { readonly kind: 'text' }>;

/** What stands in a tree under keys, one in the other. Undefined where one of them is not there. */
export function valueAt(
  tree: YamlTree | undefined,
  ...keys: readonly string[]
): YamlTree | undefined {
  let at = tree;
  for (const key of keys) at = entriesOf(at).find((entry) => entry.key === key)?.value;
  return at;
}

/** The text under keys; undefined for anything else, and for an empty one. */
export function textAt(
  tree: YamlTree | undefined,
  ...keys: readonly string[]
): YamlText | undefined {
  const value = valueAt(tree, ...keys);
  return value?.kind === 'text' && value.text !== '' ? value : undefined;
}

/** The entries of a map; none of anything else. */
export function entriesOf(tree: YamlTree | undefined): readonly YamlEntry[] {
  return tree?.kind === 'map' ? tree.entries : [];
}

/** The items of a list; none of anything else. */
export function itemsOf(tree: YamlTree | undefined): readonly YamlTree[] {
  return tree?.kind === 'list' ? tree.items : [];
}
