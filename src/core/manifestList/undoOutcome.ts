import type { UnknownReason } from '../facts.ts';

/**
 * What became of an undo.
 *
 * - `undone`: the tag names what it named before: `previous`, or nothing
 * - `nothing`: no change of the tag was kept
 * - `changed`: somebody else has changed it since: it names `found`, not `put`, and was left
 * - `damaged`: what it named before was kept, but the bytes are others; the tag was left
 * - `overtaken`: somebody has changed it right after: it names `found`
 * - `unknown`: the registry does not say what the tag names now
 */
export type UndoOutcome = {
  /** Canonical, with the tag. */
  readonly reference: string;
} & (
  | { readonly state: 'undone'; readonly previous?: string }
  | { readonly state: 'nothing' | 'damaged' }
  | { readonly state: 'changed'; readonly found?: string; readonly put: string }
  | { readonly state: 'overtaken'; readonly found?: string }
  | { readonly state: 'unknown'; readonly reason: UnknownReason }
);
