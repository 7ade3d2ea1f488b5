import path from 'node:path';
import { parseReference } from '../../core/image/reference.ts';
import { say } from '../../core/language.ts';
import type { FoundImage, LayeredContents } from '../inspection/imageContents.ts';
import { folderFiles } from './folderFiles.ts';
import { factOf, ImageFileFailure } from './imageFileFailure.ts';
import type { ImageFiles } from './imageFiles.ts';
import { layoutImages, openLayer, readBlob } from './layoutImages.ts';
import { readLayoutReferrers } from './layoutReferrers.ts';
import { savedImages, type StoredImage } from './savedImages.ts';
import { openTar } from './tarFiles.ts';

/** An image in a folder or a tar archive. */
export interface ImagePlace {
  readonly kind: 'layout' | 'archive';
  /** Absolute. */
  readonly path: string;
  /** Name or digest of one of its images; the first when left out. */
  readonly name?: string;
}

/** Opens the files of a place, as often as it likes. */
export type OpenFiles = (place: ImagePlace, signal: AbortSignal) => Promise<ImageFiles>;

/** Opens a place anew. */
export const openFiles: OpenFiles = async (place, signal) =>
  place.kind === 'layout' ? folderFiles(place.path) : openTar(place.path, signal);

/** An image in an OCI layout, in an archive of one, or in an archive of `docker save`. Nothing is unpacked. */
export function fileContents(place: ImagePlace, openPlace: OpenFiles = openFiles): LayeredContents {
  return {
    find: (signal) =>
      factOf(async () => findImage(place, await openPlace(place, signal), signal), signal),
    read: ({ digest, limit }, signal) =>
      factOf(async () => {
        const files = await openPlace(place, signal);
        return { body: await readBlob(files, digest, limit, signal) };
      }, signal),
    stream: ({ digest }, use, signal) =>
      factOf(async () => {
        const files = await openPlace(place, signal);
        return use(await openLayer(files, digest, signal));
      }, signal),
    referrers: (digest, signal) =>
      factOf(
        async () => (await readLayoutReferrers(await openPlace(place, signal), signal))(digest),
        signal,
      ),
  };
}

async function findImage(
  place: ImagePlace,
  files: ImageFiles,
  signal: AbortSignal,
): Promise<FoundImage> {
  const { kind, path: where, name: wanted } = place;
  const images = (await layoutImages(files, signal)) ?? (await savedImages(files, signal));
  if (images === undefined) {
    const expected = say('It has neither index.json nor manifest.json in its root.');
    throw new ImageFileFailure('not-found', say('There is no image in {0}. {1}', where, expected));
  }
  const image =
    wanted === undefined
      ? images[0]
      : images.find(({ name, digest }) => name === wanted || digest === wanted);
  if (image === undefined) {
    const listed = images.map(nameOf).slice(0, 10).join(', ');
    throw new ImageFileFailure(
      'not-found',
      say('{0} has no image {1}. It has: {2}.', where, wanted ?? '', listed),
    );
  }
  return {
    name: {
      reference: where,
      familiar: familiarName(image.name, path.basename(where)),
      origin: { kind, path: where, name: image.name, names: [...new Set(images.map(nameOf))] },
      asOf: Date.now(),
    },
    root: await image.root(signal),
  };
}

/** A layout may name its images by tags alone. */
function familiarName(name: string, file: string): string {
  if (name === '') return file;
  const reference = parseReference(name);
  if (!reference.ok || !/[:/]/.test(name)) return `${file}:${name}`;
  return reference.value.familiar;
}

function nameOf({ name, digest }: StoredImage): string {
  return name === '' ? digest : name;
}
