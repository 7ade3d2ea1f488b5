import { pulledReference, type Reference } from '../image/reference.ts';
import type { ListWishes } from '../manifestList/assemble.ts';
import type { ListSource } from '../manifestList/listSource.ts';
import { readName } from './checkSpec.ts';
import type { ManifestSpec } from './spec.ts';
import { wholePlatform, writtenPlatform } from './specPlatform.ts';

/** The list that a spec describes. */
export interface SpecList {
  /** The repository, and the first of the tags. */
  readonly target: Reference;
  /** Each once; the one of `image` goes first. */
  readonly tags: readonly string[];
  readonly sources: readonly (Pick<ListSource, 'only' | 'change'> & {
    readonly reference: Reference;
  })[];
  readonly wishes: ListWishes;
}

/**
 * The list that a spec without errors describes. An entry is one platform: of a source that is a list itself
 * the platform that the entry names is taken, where manifest-tool (2.2.1) takes all of them and what they say.
 * Without a platform all of them are, as there.
 *
 * @returns undefined where the spec has errors that keep it from being one
 */
export function specList({
  image,
  tags,
  annotations,
  manifests,
}: ManifestSpec): SpecList | undefined {
  const target = readName(image);
  if (target === undefined) return undefined;
  const sources = manifests.flatMap(({ image: name, platform }) => {
    const reference = readName(name);
    if (reference === undefined) return [];
    const written = writtenPlatform(platform);
    const whole = wholePlatform(written);
    const isSaid = Object.keys(written).length > 0;
    return [
      {
        reference: pulledReference(reference),
        ...(whole && { only: [whole] }),
        ...(isSaid && { change: { platform: written } }),
      },
    ];
  });
  const notes = Object.fromEntries(annotations.map(({ name, value }) => [name.text, value.text]));
  return {
    target,
    tags: [...new Set([target.tag ?? 'latest', ...tags.map(({ text }) => text)])],
    sources,
    wishes: annotations.length > 0 ? { annotations: notes } : {},
  };
}
