import { stat } from 'node:fs/promises';
import path from 'node:path';
import { parseDigest } from '../../core/image/digest.ts';
import { say } from '../../core/language.ts';
import { digestOf } from '../registry/contentDigest.ts';
import { manifestLimit } from '../registry/contentLimits.ts';
import { decodeManifest } from '../registry/decode.ts';
import { failure, RegistryFailure } from '../registry/errors.ts';
import type { LocalImage } from '../registry/write/localImage.ts';
import type { ReferrerListings } from '../registry/write/planReferrers.ts';
import { factOf, ImageFileFailure } from './imageFileFailure.ts';
import { openFiles } from './fileContents.ts';
import type { ImageFiles } from './imageFiles.ts';
import { layoutImages, readBlob } from './layoutImages.ts';
import { readLayoutReferrers, type ReferrersOf } from './layoutReferrers.ts';

/**
 * An image of an OCI layout, in a folder or in a tar archive.
 *
 * @param place absolute path
 * @param name of the image, or its digest; the first one when left out
 */
export function fileImage(place: string, name: string | undefined): LocalImage {
  let opened: Promise<ImageFiles> | undefined;
  let read: Promise<ReferrersOf> | undefined;
  const files = (signal: AbortSignal) => (opened ??= openPlace(place, signal));
  return {
    find: (signal) => known(place, () => readImage(name, files, signal), signal),
    origin: (signal) => ({
      host: path.basename(place),
      manifest: (digest) =>
        known(
          place,
          async () => {
            const body = await readBlob(await files(signal), digest, manifestLimit, signal);
            return { body, mediaType: decodeManifest(body, undefined, place).mediaType };
          },
          signal,
        ),
      async blob(digest, receive) {
        const bytes = await known(
          place,
          async () => {
            const found = parseDigest(digest).ok
              ? await (await files(signal)).open(`blobs/${digest.replace(':', '/')}`, signal)
              : undefined;
            if (found) return found;
            throw new ImageFileFailure(
              'not-found',
              say('It does not have {0}. {1}', digest, say(partly)),
            );
          },
          signal,
        );
        await receive(guarded(place, bytes, signal));
      },
    }),
    referrers(signal) {
      read ??= known(place, async () => readLayoutReferrers(await files(signal), signal), signal);
      return { host: path.basename(place), first: undefined, of: listing(read) };
    },
    dispose: () => Promise.resolve(),
  };
}

/** What cannot be read is said, and does not keep the image from being copied. */
function listing(read: Promise<ReferrersOf>): ReferrerListings['of'] {
  return async (digest) => {
    try {
      return (await read)(digest);
    } catch (error) {
      if (!(error instanceof RegistryFailure)) throw error;
      return { referrers: [], problems: [error.reason] };
    }
  };
}

const partly = 'It may have been saved for some platforms only: choose those.';

async function openPlace(place: string, signal: AbortSignal): Promise<ImageFiles> {
  const isFolder = (await stat(place)).isDirectory();
  return openFiles({ kind: isFolder ? 'layout' : 'archive', path: place }, signal);
}

async function readImage(
  name: string | undefined,
  open: (signal: AbortSignal) => Promise<ImageFiles>,
  signal: AbortSignal,
) {
  const files = await open(signal);
  const images = await layoutImages(files, signal);
  if (images === undefined) {
    const advice = say(
      'Docker up to 24 saves none: load it into an engine and push it from there.',
    );
    throw new ImageFileFailure(
      'not-found',
      say('It has no index.json, so it is no OCI layout. {0}', advice),
    );
  }
  const image =
    name === undefined
      ? images[0]
      : images.find((each) => [each.name, each.digest].includes(name) || tagOf(each.name) === name);
  if (image === undefined) {
    const names = images.map((each) => each.name || each.digest).slice(0, 10);
    throw new ImageFileFailure(
      'not-found',
      say('It has no image {0}. It has: {1}.', name ?? '', names.join(', ')),
    );
  }
  const { digest, manifest, configPlatform } = await image.root(signal);
  const index = await files.read('index.json', manifestLimit, signal);
  const isIndex = index !== undefined && digestOf(index) === digest;
  const body = isIndex ? index : await readBlob(files, digest, manifestLimit, signal);
  const { mediaType } = manifest;
  return {
    ...{ mediaType, digest, size: body.length, body },
    ...(configPlatform && { configPlatform }),
  };
}

/** `1.0` of `docker.io/library/app:1.0`; '' where there is none. */
function tagOf(name: string): string {
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(colon + 1) : '';
}

/** @throws RegistryFailure that names the place; the signal's reason when cancelled */
async function known<T>(place: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const fact = await factOf(work, signal);
  if (fact.known) return fact.value;
  throw failure({
    ...fact.reason,
    message: say('{0} cannot be used: {1}', place, fact.reason.message),
  });
}

async function* guarded(
  place: string,
  bytes: AsyncIterable<Buffer>,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const iterator = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await known(place, () => iterator.next(), signal);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
