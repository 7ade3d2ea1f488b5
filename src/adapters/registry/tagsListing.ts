import type { ImageContent } from '../../core/image/coverage.ts';
import { namesImage } from '../../core/image/tagName.ts';

/** A tag as a list of tags has it. */
export interface ListedTag {
  readonly tag: string;
  /** RFC 3339, where the list tells. */
  readonly lastUpdated?: string;
  /** What the tag names, where the list tells. */
  readonly image?: ImageContent;
}

/** Tags of a repository, each once, in no order. */
export interface TagListing {
  readonly tags: readonly ListedTag[];
  /** Whether the repository has no others. */
  readonly complete: boolean;
}

/** A page of a list, and where the next one is. */
export interface TagPage {
  readonly tags: readonly ListedTag[];
  /** As written by the server: an address, whole or relative. */
  readonly next: string | undefined;
  /** Whether the next one is of no interest. */
  readonly isEnough?: boolean;
}

/** How many tags are taken from one repository. */
const maxTags = 100_000;

/** Distribution specification 1.1, "Pulling manifests". */
const grammar = /^\w[\w.-]{0,127}$/;

/** Whether a text can be the tag of an image. */
export function isTag(text: string): boolean {
  return grammar.test(text) && namesImage(text);
}

/**
 * Follows the pages of a list to its end. It stops before that at an address of another origin, which
 * the list has no business to name, at a query that was made before, after `maxPages`, and where a page
 * after the first cannot be read.
 *
 * @param read reads a page; its failure is the list's own when it is the first one
 */
export async function followPages(
  first: URL,
  maxPages: number,
  read: (page: URL) => Promise<TagPage>,
  signal: AbortSignal,
): Promise<TagListing> {
  const tags = new Map<string, ListedTag>();
  const seen = new Set<string>();
  const listing = (complete: boolean): TagListing => ({ tags: [...tags.values()], complete });
  for (let at = first; ;) {
    seen.add(at.search);
    let page: TagPage;
    try {
      page = await read(at);
    } catch (error) {
      if (signal.aborted || seen.size === 1) throw error;
      return listing(false);
    }
    for (const tag of page.tags) {
      if (tags.size === maxTags) return listing(false);
      tags.set(tag.tag, tag);
    }
    if (page.next === undefined) return listing(true);
    const next = URL.canParse(page.next, at.href) ? new URL(page.next, at.href) : undefined;
    const isGood = next?.origin === first.origin && !seen.has(next.search);
    if (!isGood || page.isEnough || seen.size === maxPages) return listing(false);
    at = next;
  }
}
