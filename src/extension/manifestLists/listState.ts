import type { ListTask } from '../../protocol/lists.ts';

/** What the questions about a manifest list have been answered with. */
export interface ListState {
  /** An image of the family, or the tag that is changed, as it was written. */
  readonly seed: string;
  /** References that were ticked. */
  readonly chosen: readonly string[];
  /** Whether images that are not in the list of tags are asked for. */
  readonly hasMore: boolean;
  /** References, separated by blanks. */
  readonly more: string;
  /** Tags of the list, separated by blanks. */
  readonly tags: string;
  /** `auto`: as the images are. */
  readonly type: 'auto' | 'docker' | 'oci';
  /** Whether annotations are asked for, and those, `name=value`, separated by commas. */
  readonly hasNotes: boolean;
  readonly notes: string;
  /** Formatted: those that are replaced or removed. */
  readonly platforms: readonly string[];
}

/** Nothing has been answered. */
export const emptyState: ListState = {
  ...{ seed: '', chosen: [], hasMore: false, more: '', tags: '', hasNotes: false, notes: '' },
  ...{ platforms: [], type: 'auto' },
};

/** Words separated by blanks or commas. */
export function wordsOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

/** All images that were chosen, each once. */
export function imagesOf({ chosen, hasMore, more }: ListState): readonly string[] {
  return [...new Set([...chosen, ...(hasMore || chosen.length === 0 ? wordsOf(more) : [])])];
}

/** Reads `name=value, name=value`; a part without a name is left out. */
export function notesOf(text: string): Readonly<Record<string, string>> {
  const parts = text.split(',').map((part) => part.trim());
  return Object.fromEntries(
    parts.flatMap((part) => {
      const at = part.indexOf('=');
      return at < 1 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).trim()] as const];
    }),
  );
}

/** What is wished of the list as a whole. */
export function wishesOf({
  type,
  hasNotes,
  notes,
}: ListState): Pick<Extract<ListTask, { kind: 'plan' }>, 'wishes'> {
  const annotations = hasNotes ? notesOf(notes) : {};
  const hasAny = Object.keys(annotations).length > 0;
  if (type === 'auto' && !hasAny) return {};
  return { wishes: { ...(type !== 'auto' && { type }), ...(hasAny && { annotations }) } };
}
