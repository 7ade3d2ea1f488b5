import type { UnknownReason } from '../facts.ts';

/**
 * What became of a tag.
 *
 * - `published`: it names the new manifest
 * - `unchanged`: it did so before
 * - `kept`: it was left as it is: `changed` by somebody else since the plan was made, or `cancelled`
 * - `overtaken`: it was put, and somebody has put it again since
 * - `failed`: it names what it named before, or, where `isUnknown`, perhaps something else
 */
export type TagOutcome = { readonly tag: string } & (
  | { readonly state: 'published' | 'unchanged'; readonly previous?: string }
  | { readonly state: 'kept'; readonly why: 'changed' | 'cancelled'; readonly found?: string }
  | { readonly state: 'overtaken'; readonly found?: string }
  | { readonly state: 'failed'; readonly reason: UnknownReason; readonly isUnknown: boolean }
);
