import { parseReference } from '../../core/image/reference.ts';
import { parsePlatform } from '../../core/platform/platform.ts';

/** A tag, and a platform of it, that a command is about. */
export interface ListPlace {
  readonly reference: string;
  /** Formatted. */
  readonly platform?: string;
}

/**
 * The place of a command that changes or deletes a tag; undefined where the user has to be asked. A digest is of
 * no tag: `latest`, which a reference without a tag stands for, would be another list.
 *
 * @returns without the platform where no entry can be named by it, such as one that says none
 */
export function tagPlace(place: ListPlace | undefined): ListPlace | undefined {
  if (place === undefined) return undefined;
  const { reference, platform } = place;
  const parsed = parseReference(reference);
  if (!parsed.ok || parsed.value.digest !== undefined) return undefined;
  return platform !== undefined && parsePlatform(platform).ok
    ? { reference, platform }
    : { reference };
}
