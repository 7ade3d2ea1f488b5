import { createHash } from 'node:crypto';
import type { Descriptor } from '../../../core/image/manifest.ts';
import { isBlobType, manifestKind } from '../../../core/image/mediaTypes.ts';
import { decodeManifest } from '../decode.ts';
import { failure } from '../errors.ts';
import { createGate, type Gate } from '../gate.ts';
import { inTurns } from '../inTurns.ts';
import type { WritableRepository } from '../repository.ts';
import type { ContentOrigin, KnownManifest } from './contentOrigin.ts';
import { writeFailures } from './writeFailures.ts';
import {
  findManifest,
  hasBlob,
  mountBlob,
  putManifest,
  SpentContent,
  startUpload,
  uploadBlob,
  uploadChunks,
  WantsChunks,
  type Blob,
} from './writer.ts';

/** From where to where something is copied. */
export interface Copying {
  readonly source: ContentOrigin;
  readonly target: WritableRepository;
  /** The source's path, if its registry can give blobs to the target by itself. */
  readonly mountFrom?: string;
  readonly mayUsePlainHttp: (host: string) => boolean;
  /** Manifests that have been read and verified already, by their digest. */
  readonly known?: ReadonlyMap<string, KnownManifest>;
  /** Hears of bytes that have been sent to the target. */
  readonly onBytes?: (count: number) => void;
  /**
   * Blobs that are on their way to the target, or there, by their digest. Images share layers, and each goes once: it is
   * less to send, and a registry that is told of a blob a second time may not see it for a moment (CNCF's distribution
   * 2.8.3 on a file system empties its link before it writes it again), and then refuses the manifest.
   */
  readonly begun: Map<string, Promise<void>>;
  /**
   * Through it goes what is streamed: each takes two connections, and all of one host are taken otherwise by
   * those that wait for a second one.
   */
  readonly streams: Gate;
  /** What has been learnt of the target. */
  readonly manners: {
    /** Whether it takes blobs in parts only. */
    inChunks: boolean;
  };
}

/** What all copies of one publication share. */
export type SharedCopying = Pick<Copying, 'target' | 'begun' | 'streams' | 'manners'>;

/** How many blobs are streamed at the same time. */
const streamsAtOnce = 6;

/** What copies to a target share. */
export function shareCopying(target: WritableRepository): SharedCopying {
  return {
    ...{ target, begun: new Map(), streams: createGate(streamsAtOnce) },
    manners: { inChunks: false },
  };
}

/** A manifest or a blob that is copied. */
interface CopiedContent extends Pick<Descriptor, 'digest' | 'mediaType' | 'size'> {
  /** Whether the target is known to lack it. */
  readonly isAbsent?: boolean;
}

/** How many blobs are under way at the same time. */
const atOnce = 4;

/** How deep lists may stand in lists. */
const maxDepth = 4;

/** Kept where their makers say, not in registries (image specification 1.1, non-distributable layers). */
const foreign = /foreign|nondistributable/;

/**
 * Makes the target have what a list names: a manifest, or, in a cache of BuildKit's, a blob.
 *
 * @throws as {@link copyManifest}
 */
export function copyChild(child: CopiedContent, copying: Copying, depth = 0): Promise<void> {
  return isBlobType(child.mediaType)
    ? copyOnce(child, copying)
    : copyManifest(child, copying, depth);
}

/**
 * Makes the target have a manifest and everything that it names: what is there already is left, blobs are
 * mounted where the registry does that, and streamed otherwise. Children and blobs come before what names
 * them, so that nothing in the target ever names what is not there.
 *
 * @throws RegistryFailure when source or target fails; the signal's reason when cancelled
 */
async function copyManifest(
  { digest, size, isAbsent }: CopiedContent,
  copying: Copying,
  depth: number,
): Promise<void> {
  const { source, target } = copying;
  const { host } = source;
  const { body, mediaType: said } = await manifestOf(digest, copying);
  // Whoever pulls compares it (containerd 2.3, core/remotes/handlers.go), and refuses the image.
  if (body.length !== size) throw failure(writeFailures.wrongSize(host, digest, size, body.length));
  if (!isAbsent && (await findManifest(target, digest))) return;
  const manifest = decodeManifest(body, said, host);
  if (manifest.kind === 'index') {
    if (depth === maxDepth) throw failure(writeFailures.tooDeep(host, digest));
    await inTurns(manifest.manifests, atOnce, (child) => copyChild(child, copying, depth + 1));
  } else if (manifest.kind === 'image') {
    const blobs = [manifest.config, ...manifest.layers.filter(isKeptHere)];
    await inTurns(withoutDuplicates(blobs), atOnce, (blob) => copyOnce(blob, copying));
  } else throw failure(writeFailures.legacy(host, digest));
  const { mediaType } = manifest;
  await putManifest(target, digest, { mediaType, digest, body });
}

async function manifestOf(digest: string, { source, known }: Copying): Promise<KnownManifest> {
  return known?.get(digest) ?? source.manifest(digest);
}

function isKeptHere({ mediaType }: Descriptor): boolean {
  return !foreign.test(mediaType) && manifestKind(mediaType) === undefined;
}

function withoutDuplicates(blobs: readonly Descriptor[]): readonly Descriptor[] {
  return [...new Map(blobs.map((blob) => [blob.digest, blob])).values()];
}

function copyOnce(blob: Blob, copying: Copying): Promise<void> {
  const { begun } = copying;
  const copied = begun.get(blob.digest) ?? copyBlob(blob, copying);
  begun.set(blob.digest, copied);
  return copied;
}

/** Ways in which a blob may have to be sent again: anew after a login, then in parts. */
const mostTries = 3;

async function copyBlob(blob: Blob, copying: Copying): Promise<void> {
  const { manners, target } = copying;
  for (let tries = 1; ; tries++) {
    try {
      await tryBlob(blob, copying);
      return;
    } catch (error) {
      if (error instanceof WantsChunks) manners.inChunks = true;
      else if (!(error instanceof SpentContent)) throw error;
      if (tries === mostTries) throw failure(writeFailures.brokenOff(target.subject.host));
    }
  }
}

async function tryBlob(blob: Blob, copying: Copying): Promise<void> {
  const { source, target, mountFrom, mayUsePlainHttp } = copying;
  if (mountFrom === undefined && (await hasBlob(target, blob))) return;
  const upload =
    mountFrom === undefined
      ? await startUpload(target, mayUsePlainHttp)
      : await mountBlob(target, blob, mountFrom, mayUsePlainHttp);
  if (upload === undefined) return;
  await copying.streams(() =>
    source.blob(blob.digest, (body) =>
      copying.manners.inChunks
        ? uploadChunks(target, upload, blob, verified(body, blob, copying), mayUsePlainHttp)
        : uploadBlob(target, upload, blob, verified(body, blob, copying)),
    ),
  );
}

/** The bytes, if they are what the digest says: the last of them are not passed on otherwise. */
async function* verified(
  body: AsyncIterable<Buffer>,
  { digest, size }: Blob,
  { source, onBytes }: Copying,
): AsyncGenerator<Buffer> {
  const algorithm = digest.slice(0, digest.indexOf(':'));
  const hash = createHash(algorithm);
  let count = 0;
  let held: Buffer | undefined;
  for await (const chunk of body) {
    count += chunk.length;
    hash.update(chunk);
    if (held) {
      yield held;
      onBytes?.(held.length);
    }
    held = chunk;
    if (count > size) break;
  }
  if (count !== size || `${algorithm}:${hash.digest('hex')}` !== digest) {
    throw failure(writeFailures.changedUnderway(source.host, digest));
  }
  if (held) {
    yield held;
    onBytes?.(held.length);
  }
}
