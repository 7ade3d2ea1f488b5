import assert from 'node:assert/strict';
import { readImageUses } from '../../src/adapters/workspace/imageUses.ts';
import type { YamlWord } from '../../src/core/project/composeServices.ts';
import type { ImageFileKind } from '../../src/core/project/fileNames.ts';

/** What words mean, a question mark for one that is not known. */
export function meaning(words: readonly YamlWord[]): string {
  return words.map(({ resolved }) => resolved ?? '?').join(' ');
}

/**
 * Rows about the images that files of a kind name, each told as `who: image (platforms) (not platforms)`; an image
 * that is not known as it is written, with a question mark. Every place must be the words that it says.
 */
export function checkImages(kind: ImageFileKind) {
  return (what: string, text: string, expected: readonly string[]): void => {
    it(what, () => {
      assert.deepEqual(imagesOf(kind, text), expected);
    });
  };
}

function imagesOf(kind: ImageFileKind, text: string): readonly string[] {
  return readImageUses(kind, text).images.map(({ user, image, unknown, platforms, excluded }) => {
    for (const { written, span } of [image, ...(platforms ?? [])]) {
      assert.equal(text.slice(span.start, span.end), written);
    }
    assert.equal(unknown === undefined, image.resolved !== undefined);
    const named = image.resolved ?? `${image.written}?`;
    const asked = platforms === undefined ? '' : ` (${meaning(platforms)})`;
    const not = excluded === undefined ? '' : ` (not ${excluded.join(' ')})`;
    return `${user}: ${named}${asked}${not}`;
  });
}
