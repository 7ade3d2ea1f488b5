import type { UnknownReason } from '../facts.ts';

/** What a tag names, and which other tags name the same. */
export interface TagDeletion {
  /** Of what the tag names. */
  readonly digest: string;
  /** Other tags of the repository with the same digest, sorted: they go with it. */
  readonly others: readonly string[];
  /** Other tags whose manifest lists have it as an entry, sorted: they would name what is not there any more. */
  readonly holders: readonly string[];
  /** How many other tags were asked, of how many. */
  readonly asked: number;
  readonly tags: number;
  /** Whether these are all: otherwise more tags may go than `others` says. */
  readonly isComplete: boolean;
}

/**
 * What became of a deletion.
 *
 * - `deleted`: `gone` are the tags that name nothing any more
 * - `changed`: the tag names `found` since it was looked at, and was left
 * - `unknown`: nobody can say what the tag names now
 */
export type DeletionOutcome =
  | { readonly state: 'deleted'; readonly gone: readonly string[] }
  | { readonly state: 'changed'; readonly found?: string }
  | { readonly state: 'unknown'; readonly reason: UnknownReason };
