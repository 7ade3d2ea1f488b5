import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createShelf, putManifest, type Shelf } from './images.ts';

const recorded = JSON.parse(
  readFileSync(path.join(__dirname, '../../fixtures/buildx/0.29.1/inspected/images.json'), 'utf8'),
) as { tags: Record<string, string>; contents: Record<string, string> };

/** The digest of a recorded tag. */
export function recordedDigest(tag: string): string {
  const digest = recorded.tags[tag];
  if (digest === undefined) throw new Error(`no tag ${tag} is recorded`);
  return digest;
}

/** The recorded text of a digest. */
export function recordedText(digest: string): string {
  const text = recorded.contents[digest];
  if (text === undefined) throw new Error(`no content ${digest} is recorded`);
  return text;
}

/** Every recorded manifest, config and statement. */
export function recordedTexts(): readonly string[] {
  return Object.values(recorded.contents);
}

/** The images of test/fixtures/buildx/0.29.1/inspected, as a repository of a registry. */
export function recordedShelf(): Shelf {
  const shelf = createShelf();
  for (const text of recordedTexts()) {
    const { mediaType } = JSON.parse(text) as { mediaType?: string };
    const digest = putManifest(shelf, 'latest', { body: text, mediaType: mediaType ?? '' });
    if (mediaType === undefined) {
      shelf.manifests.delete(digest);
      shelf.blobs.set(digest, { body: text, mediaType: 'application/octet-stream' });
    }
  }
  shelf.manifests.delete('latest');
  for (const [tag, digest] of Object.entries(recorded.tags)) {
    const served = shelf.manifests.get(digest);
    if (served) shelf.manifests.set(tag, served);
  }
  return shelf;
}
